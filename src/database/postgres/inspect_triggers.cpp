// What hangs on tables and runs by itself: triggers, rules, policies; event triggers of the whole database.
#include <fmt/format.h>

#include "database/postgres/connection.hpp"
#include "database/postgres/inspect_reader.hpp"

namespace dunlin::database::postgres {
namespace {

constexpr std::int64_t pg_class = 1259;  // the catalogue's own number, which never changes

std::string enabled(const std::string& letter) {
  return letter == "D" ? "disabled" : letter == "R" ? "replica" : letter == "A" ? "always" : "";
}

void strip_semicolon(std::string& definition) {
  if (definition.ends_with(';')) definition.pop_back();
}

void read_trigger(Inspection& inspection, Fields row) {
  const Address address = row.address();
  if (inspection.left_out({pg_class, row.number()}) || inspection.left_out(address)) return;
  schema::Trigger trigger;
  const std::string space = row.text();
  trigger.table = inspection.name(space, row.text());
  trigger.name = row.text();
  trigger.definition = row.text();
  trigger.enabled = enabled(row.text());
  // A partition's copy of its parent's trigger that is not enabled as that one is: told, though nobody made it.
  if (row.flag()) {
    trigger.definition.clear();
    if (trigger.enabled.empty()) trigger.enabled = "origin";
  }
  trigger.comment = inspection.comment(address);
  inspection.schema.triggers.push_back(std::move(trigger));
}

void read_policy(Inspection& inspection, Fields row) {
  const Address address = row.address();
  if (inspection.left_out({pg_class, row.number()}) || inspection.left_out(address)) return;
  schema::Policy policy;
  const std::string space = row.text();
  policy.table = inspection.name(space, row.text());
  policy.name = row.text();
  policy.command = row.text();
  policy.permissive = row.flag();
  policy.roles = row.texts();
  policy.using_sql = without_parentheses(row.text());
  policy.check_sql = without_parentheses(row.text());
  policy.comment = inspection.comment(address);
  inspection.schema.policies.push_back(std::move(policy));
}

void read_rule(Inspection& inspection, Fields row) {
  const Address address = row.address();
  if (inspection.left_out({pg_class, row.number()}) || inspection.left_out(address)) return;
  schema::Other rule;
  rule.kind = "rule";
  const std::string space = row.text();
  rule.table = inspection.name(space, row.text());
  rule.name = row.text();
  rule.definition = row.text();
  strip_semicolon(rule.definition);
  if (const std::string state = enabled(row.text()); !state.empty()) rule.properties["enabled"] = state;
  rule.comment = inspection.comment(address);
  inspection.schema.others.push_back(std::move(rule));
}

void read_event_trigger(Inspection& inspection, Fields row) {
  const Address address = row.address();
  if (inspection.left_out(address)) return;
  schema::Other trigger;
  trigger.kind = "event trigger";
  trigger.name = row.text();
  trigger.definition = row.text();
  if (const std::string state = enabled(row.text()); !state.empty()) trigger.properties["enabled"] = state;
  trigger.comment = inspection.comment(address);
  inspection.schema.others.push_back(std::move(trigger));
}

}  // namespace

void add_triggers(const Inspection& inspection, InspectParts& parts) {
  const std::string scope = inspection.in_scope("c.relnamespace");
  parts.push_back({"triggers",
                   "SELECT t.tableoid, t.oid, c.oid, n.nspname, c.relname, t.tgname, pg_get_triggerdef(t.oid, true), "
                   "t.tgenabled::text, t.tgparentid <> 0 FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN "
                   "pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_trigger p ON t.tgparentid <> 0 AND p.oid = "
                   "t.tgparentid WHERE CASE WHEN p.oid IS NULL THEN NOT t.tgisinternal ELSE NOT p.tgisinternal AND "
                   "t.tgenabled <> p.tgenabled END AND " +
                       scope,
                   read_trigger, any("pg_trigger WHERE NOT tgisinternal")});
  parts.push_back(
      {"policies",
       "SELECT p.tableoid, p.oid, c.oid, n.nspname, c.relname, p.polname, CASE p.polcmd WHEN 'r' THEN "
       "'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END, "
       "p.polpermissive, ARRAY(SELECT CASE WHEN r.role = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(r.role)::text "
       "END FROM unnest(p.polroles) AS r(role) ORDER BY 1)::text, pg_get_expr(p.polqual, p.polrelid), "
       "pg_get_expr(p.polwithcheck, p.polrelid) FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN "
       "pg_namespace n ON n.oid = c.relnamespace WHERE " +
           scope,
       read_policy, any("pg_policy")});
  parts.push_back({"rules",
                   "SELECT r.tableoid, r.oid, c.oid, n.nspname, c.relname, r.rulename, pg_get_ruledef(r.oid, true), "
                   "r.ev_enabled::text FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON "
                   "n.oid = c.relnamespace WHERE r.rulename <> '_RETURN' AND " +
                       scope,
                   read_rule, any_made("pg_rewrite", "rulename <> '_RETURN'")});
  if (!inspection.whole()) return;
  parts.push_back(
      {"event triggers",
       "SELECT e.tableoid, e.oid, e.evtname, 'CREATE EVENT TRIGGER ' || quote_ident(e.evtname) || ' ON ' || "
       "e.evtevent || coalesce(E'\\n    WHEN TAG IN (' || (SELECT string_agg(quote_literal(tag), ', ' ORDER "
       "BY tag) FROM unnest(e.evttags) AS tag) || ')', '') || E'\\n    EXECUTE FUNCTION ' || " +
           function_name("e.evtfoid") + " || '()', e.evtenabled::text FROM pg_event_trigger e",
       read_event_trigger, any("pg_event_trigger")});
}

}  // namespace dunlin::database::postgres
