#include "database/mariadb/schema_dump.hpp"

#include <optional>

#include "base/child.hpp"
#include "base/text.hpp"
#include "database/mariadb/dial.hpp"

namespace dunlin::database::mariadb {
namespace {

std::vector<std::string> address(const Url& url) {
  std::vector<std::string> words;
  std::string socket = parameter(url, "unix-socket", parameter(url, "socket"));
  if (socket.empty() && url.host.starts_with('/')) socket = url.host;
  if (!socket.empty()) {
    words.push_back("--socket=" + socket);
  } else if (!url.host.empty()) {
    words.push_back("--host=" + url.host);
    // "localhost" with a port means TCP, as every other driver reads it.
    if (url.port != 0) words.insert(words.end(), {"--port=" + std::to_string(url.port), "--protocol=tcp"});
  }
  if (!url.user.empty()) words.push_back("--user=" + url.user);
  for (const char* name : {"ssl-ca", "ssl-capath", "ssl-cert", "ssl-key", "ssl-cipher", "ssl-crl"}) {
    const std::string value = parameter(url, name);
    if (!value.empty()) words.push_back("--" + std::string(name) + "=" + value);
  }
  return words;
}

/// ") ENGINE=InnoDB AUTO_INCREMENT=7 ..." without the number, which belongs to the rows.
std::string without_counter(std::string_view line) {
  const auto at = line.find(" AUTO_INCREMENT=");
  if (!line.starts_with(") ENGINE=") || at == std::string_view::npos) return std::string(line);
  auto end = at + 16;
  while (end < line.size() && base::is_digit(line[end])) ++end;
  return std::string(line.substr(0, at)) + std::string(line.substr(end));
}

/// No value where there is no such program.
std::optional<base::ChildEnd> try_dump(base::Child& dump, const char* program) {
  dump.arguments[0] = program;
  try {
    return base::run_child(dump);
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

std::string dump_schema(Connection& connection, const Url& url, const std::vector<std::string>& without) {
  const std::string schema = connection.current_schema();
  base::Child dump;
  dump.arguments = {
      "", "--no-data", "--routines", "--events", "--skip-comments", "--skip-add-drop-table", "--skip-lock-tables"};
  // An option file has to be named first; what it says is overruled by what the URL says.
  if (const std::string file = parameter(url, "defaults-file"); !file.empty()) {
    dump.arguments.insert(dump.arguments.begin() + 1, "--defaults-file=" + file);
  }
  for (auto& word : address(url)) dump.arguments.push_back(std::move(word));
  for (const auto& table : without) dump.arguments.push_back("--ignore-table=" + schema + "." + table);
  dump.arguments.push_back(schema);
  if (url.password) dump.environment.emplace_back("MYSQL_PWD", *url.password);
  std::string text;
  std::string complaints;
  dump.out = [&](std::string_view piece) { text += piece; };
  dump.err = [&](std::string_view piece) { complaints += piece; };
  auto end = try_dump(dump, "mariadb-dump");
  if (!end) end = try_dump(dump, "mysqldump");
  if (!end) {
    throw Error(ErrorKind::unsupported, "there is neither mariadb-dump nor mysqldump, which write the schema down",
                "install the client programs of MariaDB or MySQL");
  }
  if (!end->ok()) {
    Error error(ErrorKind::unsupported, dump.arguments[0] + ", which writes the schema down, " + end->words());
    error.detail = base::trim(complaints);
    throw error;
  }
  std::string sql;
  for (const auto line : base::split(text, '\n')) {
    if (line.starts_with("/*M!999999")) continue;  // a command of the client, behind which it runs no others
    sql += without_counter(line) + '\n';
  }
  return sql;
}

}  // namespace dunlin::database::mariadb
