// Views, sequences, routines, triggers, events and packages.
#include "base/text.hpp"
#include "database/mariadb/ddl_writer.hpp"

namespace dunlin::database::mariadb {
namespace {

Statement whole(std::string sql) {
  Statement statement;
  statement.sql = std::move(sql);
  return statement;
}

}  // namespace

std::string MariadbDdl::definer(const schema::Properties& properties) const {
  const std::string account = value_of(properties, "definer");
  if (account.empty()) return {};
  const auto quoted = [](const std::string& text) { return "`" + base::replace_all(text, "`", "``") + "`"; };
  const auto at = account.rfind('@');
  // A role has no host.
  if (at == std::string::npos || at + 1 == account.size()) return "DEFINER=" + quoted(account.substr(0, at)) + " ";
  return "DEFINER=" + quoted(account.substr(0, at)) + "@" + quoted(account.substr(at + 1)) + " ";
}

std::string MariadbDdl::view(const schema::View& view, bool replace) const {
  std::string out = replace ? "CREATE OR REPLACE " : "CREATE ";
  const std::string algorithm = value_of(view.properties, "algorithm"),
                    option = value_of(view.properties, "check option");
  // Replacing keeps the algorithm that is not said anew.
  if (!algorithm.empty() || replace) out += "ALGORITHM=" + (algorithm.empty() ? "UNDEFINED" : algorithm) + " ";
  out += definer(view.properties);
  if (view.properties.contains("security")) out += "SQL SECURITY " + value_of(view.properties, "security") + " ";
  out += "VIEW " + quoted(view.name) + (view.columns.empty() ? "" : " " + quoted(view.columns)) + " AS\n" + view.query;
  if (!option.empty()) out += "\nWITH " + option + " CHECK OPTION";
  return out;
}

std::string MariadbDdl::sequence(const schema::Sequence& sequence, bool altered) const {
  const auto& has = sequence.properties;
  const auto value = [&](const char* name, const char* usual) {
    return has.contains(name) ? value_of(has, name) : std::string(usual);
  };
  std::string out = (altered ? "ALTER SEQUENCE " : "CREATE SEQUENCE ") + quoted(sequence.name);
  if (!sequence.type.empty()) out += " AS " + sequence.type;
  const bool usual = !altered && value("increment", "1") == "1";
  const std::string start = value("start", "1"), low = value("minimum", "1");
  const std::string high = value("maximum", "9223372036854775806");
  if (!usual || start != low) out += " START WITH " + start;
  if (!usual) out += " INCREMENT BY " + value("increment", "1");
  if (!usual || low != "1") out += " MINVALUE " + low;
  if (!usual || high != "9223372036854775806") out += " MAXVALUE " + high;
  const std::string cache = value("cache", "1000");
  if (cache == "0") {
    out += " NOCACHE";
  } else if (altered || cache != "1000") {
    out += " CACHE " + cache;
  }
  if (value("cycle", "0") != "0") {
    out += " CYCLE";
  } else if (altered) {
    out += " NOCYCLE";
  }
  if (has.contains("engine") && !altered) out += " ENGINE=" + value("engine", "");
  return out;
}

Statements MariadbDdl::program(const std::string& definition, const schema::Properties& properties,
                               bool replace) const {
  constexpr std::string_view create = "CREATE ";
  std::string sql = definition;
  if (sql.starts_with(create)) {
    sql = std::string(create) + (replace ? "OR REPLACE " : "") + definer(properties) + sql.substr(create.size());
  }
  Statements all;
  for (const char* setting : {"sql_mode", "time_zone"}) {
    if (!properties.contains(setting)) continue;
    all.push_back(whole("SET SESSION " + std::string(setting) + " = " + quote_text(value_of(properties, setting))));
  }
  const std::size_t settings = all.size();
  all.push_back(whole(std::move(sql)));
  for (std::size_t i = settings; i > 0; --i) {
    const std::string& said = all[i - 1].sql;
    all.push_back(whole(said.substr(0, said.find(" = ")) + " = DEFAULT"));
  }
  return all;
}

}  // namespace dunlin::database::mariadb
