#include "cli/schema_view.hpp"

#include "base/text.hpp"
#include "cli/json_views.hpp"
#include "cli/prompt.hpp"

namespace dunlin::cli {
namespace {

std::string_view word(SchemaChange::Kind kind) {
  switch (kind) {
    case SchemaChange::Kind::create:
      return "create";
    case SchemaChange::Kind::drop:
      return "drop";
    case SchemaChange::Kind::rename:
      return "rename";
    case SchemaChange::Kind::alter:
      break;
  }
  return "alter";
}

std::string line_of(const Output& out, const SchemaChange& change) {
  const auto& paint = out.out_style();
  const std::string object = base::printable(change.object);
  const std::string details = base::printable(base::join(change.attributes, ", "));
  switch (change.kind) {
    case SchemaChange::Kind::create:
      return paint(Tone::good, "+ " + object);
    case SchemaChange::Kind::drop:
      return paint(Tone::bad, "- " + object);
    case SchemaChange::Kind::rename:
      return paint(Tone::warn, "> " + object + " is now " + details);
    case SchemaChange::Kind::alter:
      break;
  }
  return paint(Tone::warn, "~ " + object + (details.empty() ? "" : " (" + details + ")"));
}

Json statements_json(const std::vector<SchemaStatement>& statements) {
  Json all = Json::array();
  for (const auto& statement : statements) {
    Json json = Json::object();
    json.set("sql", statement.sql).set("transactional", statement.transactional);
    all.add(std::move(json.set("remark", Json::known(statement.remark))));
  }
  return all;
}

}  // namespace

DifferenceOptions difference_options(Session& session) {
  const Arguments& arguments = session.arguments;
  DifferenceOptions how;
  how.online = arguments.has("--online");
  how.allow_drop = arguments.has("--allow-drop");
  how.no_renames = arguments.values("--no-rename");
  for (const auto& pair : arguments.values("--rename")) {
    const auto equals = pair.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == pair.size()) {
      throw Error(ErrorKind::usage, "--rename needs two names, not '" + base::printable(pair) + "'",
                  "--rename users.mail=email for a column, --rename users=people for a table");
    }
    how.renames.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
  }
  if (session.out.may_ask() && !session.yes()) {
    how.ask_rename = [&session](const RenameQuestion& question) {
      const auto answer =
          ask(session.out, "Is it so that " + base::printable(question.text()) + ", with what is in it?");
      if (answer) return *answer;
      // No answer is not "no": that would let what is in it go.
      throw Error(ErrorKind::cancelled, "there was no answer, and nothing was done",
                  "--rename and --no-rename answer it beforehand");
    };
    how.confirm_drop = [&session](const std::vector<Loss>& losses) {
      session.out.complain(session.out.err_style()(Tone::warn, "This would destroy:"));
      for (const auto& loss : losses) session.out.complain("  " + loss_text(loss));
      return ask_yes_no(session.out, "Really?");
    };
  }
  return how;
}

SchemaFormat schema_format(const Session& session) {
  const std::string word = session.arguments.value("--format");
  if (word == "sql") return SchemaFormat::sql;
  if (word == "json" || (word.empty() && session.out.json())) return SchemaFormat::json;
  if (word.empty() || word == "text") return SchemaFormat::text;
  const auto near = base::nearest(word, {"text", "sql", "json"});
  throw Error(ErrorKind::usage, "--format is text, sql or json, not '" + base::printable(word) + "'",
              near.empty() ? std::string() : "did you mean --format " + near + "?");
}

Json difference_json(const Difference& difference) {
  Json changes = Json::array();
  for (const auto& change : difference.changes) {
    Json json = Json::object();
    json.set("kind", word(change.kind)).set("object", change.object);
    changes.add(std::move(json.set("attributes", Json::strings(change.attributes))));
  }
  Json json = Json::object();
  json.set("from", difference.from).set("to", difference.to).set("changes", std::move(changes));
  json.set("losses", losses_json(difference.losses)).set("up", statements_json(difference.up));
  json.set("down", statements_json(difference.down)).set("notes", Json::strings(difference.notes));
  return json;
}

std::string script_text(const std::vector<SchemaStatement>& statements, const std::vector<Loss>& losses) {
  std::string text;
  for (const auto& loss : losses) text += "-- Destroys " + loss_text(loss) + "\n";
  bool long_before = false;
  for (const auto& statement : statements) {
    const bool is_long = statement.sql.find('\n') != std::string::npos;
    if (!text.empty() && (is_long || long_before || !statement.remark.empty())) text += "\n";
    if (!statement.remark.empty()) text += "-- " + statement.remark + "\n";
    text += statement.sql + ";\n";
    long_before = is_long;
  }
  return text;
}

void show_notes(Output& out, const Difference& difference) {
  for (const auto& loss : difference.losses) out.line("destroys " + loss_text(loss));
  for (const auto& note : difference.notes) out.line("note: " + base::printable(note));
}

void show_changes(Output& out, const Difference& difference) {
  for (const auto& change : difference.changes) out.line(line_of(out, change));
  show_notes(out, difference);
}

void show_text(Output& out, const std::string& text) {
  std::string_view rest = text;
  while (rest.ends_with('\n')) rest.remove_suffix(1);
  if (rest.empty()) return;
  for (const auto line : base::split(rest, '\n')) out.line(line);
}

}  // namespace dunlin::cli
