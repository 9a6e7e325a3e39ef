#include "database/postgres/backup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/fail_point.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "database/driver.hpp"
#include "database/postgres/admin.hpp"
#include "database/postgres/connection.hpp"
#include "database/postgres/database_copy.hpp"
#include "database/tools.hpp"

namespace dunlin::database::postgres {
namespace {

constexpr Milliseconds patience{10'000};
constexpr int rename_tries = 20;

const char* const install =
    "install PostgreSQL's client: apt-get install postgresql-client (Debian, Ubuntu), dnf install postgresql (Fedora), "
    "apk add postgresql-client (Alpine)";

/// One value of a connection string.
std::string conninfo_value(const std::string& text) {
  return "'" + base::replace_all(base::replace_all(text, "\\", "\\\\"), "'", "\\'") + "'";
}

/// A tool with the connection as its argument, and the password where nobody sees it.
base::Program tool_for(const Url& url, const std::string& tool, const std::string& database) {
  base::Program program{{tool}, {{"LC_ALL", "C.UTF-8"}}};
  std::string text;
  for (const auto& [name, value] : connection_parameters(url)) {
    if (name == "password") {
      program.environment.emplace_back("PGPASSWORD", value);
    } else if (name != "dbname" && name != "sslpassword") {
      text += name + "=" + conninfo_value(value) + " ";
    }
  }
  program.arguments.push_back("--dbname=" + text + "dbname=" + conninfo_value(database));
  program.arguments.emplace_back("--no-password");
  return program;
}

/// Names have 63 bytes; a long one is told apart by its hash.
std::string short_name(const std::string& name) {
  return name.size() <= 40 ? name : name.substr(0, 30) + "_" + base::sha256_hex(name).substr(0, 8);
}

std::vector<std::string> fields(std::string_view line) {
  std::vector<std::string> all;
  for (const auto field : base::split(line, '\t')) {
    std::string text;
    for (std::size_t i = 0; i < field.size(); ++i) {
      if (field[i] == '\\' && i + 1 < field.size()) {
        ++i;
        text += field[i] == 'n' ? '\n' : field[i] == 't' ? '\t' : field[i] == 'r' ? '\r' : field[i];
      } else {
        text += field[i];
      }
    }
    all.push_back(std::move(text));
  }
  return all;
}

/// Reads the script that pg_restore makes of an archive: the history's rows, and whether it came to its end.
class ScriptReader {
 public:
  ScriptReader(const std::string& schema, const std::string& table)
      : copy_("COPY " + plain_or_quoted(schema) + "." + plain_or_quoted(table) + " (") {}

  void line(std::string_view text) {
    if (in_history_) {
      if (text == "\\.") {
        in_history_ = false;
        return;
      }
      const auto row = fields(text);
      const auto at = [&](std::size_t column) { return column < row.size() ? row[column] : std::string(); };
      contents.history.push_back({at(version_), at(kind_), at(checksum_)});
    } else if (text.starts_with(copy_)) {
      in_history_ = true;
      const std::string_view names = text.substr(copy_.size(), text.rfind(')') - copy_.size());
      std::size_t number = 0;
      for (const auto name : base::split(names, ',')) {
        const auto word = base::trim(name);
        if (word == "version") version_ = number;
        if (word == "kind") kind_ = number;
        if (word == "checksum") checksum_ = number;
        ++number;
      }
    } else if (text.starts_with("-- Dumped from database version ")) {
      contents.product = "PostgreSQL " + std::string(text.substr(32, text.find(' ', 32) - 32));
    } else if (text.starts_with("-- PostgreSQL database dump complete")) {
      complete = true;
    }
  }

  BackupContents contents;
  bool complete = false;

 private:
  /// As the server's quote_ident() has it, which dumps are written with; words that are keywords are not met here.
  static std::string plain_or_quoted(const std::string& name) {
    const bool plain = !name.empty() && !base::is_digit(name[0]) && std::ranges::all_of(name, [](char c) {
      return (c >= 'a' && c <= 'z') || base::is_digit(c) || c == '_';
    });
    return plain ? name : quote_identifier(name);
  }

  std::string copy_;
  bool in_history_ = false;
  std::size_t version_ = 0, kind_ = SIZE_MAX, checksum_ = SIZE_MAX;
};

class PostgresBackup final : public Backup {
 public:
  PostgresBackup(Connection& connection, const Url& url, const OpenOptions& options)
      : url_(url),
        name_(database_name(url)),
        beside_(short_name(name_) + "_dunlin_restore"),
        before_(short_name(name_) + "_dunlin_before"),
        history_table_(options.history_table),
        history_schema_(options.history_schema.empty() ? connection.current_schema() : options.history_schema),
        server_(connection.capabilities().version) {}

  void write(const std::string& file, const BackupProgress& progress) override {
    base::Program program = tool_for(url_, find_tool({{"pg_dump"}, install}), name_);
    program.arguments.insert(program.arguments.end(), {"--format=custom", "--file=" + file});
    base::Streams streams;
    streams.tick = [&] {
      base::fail_point("postgres: pg_dump at work");
      progress(file_size(file), -1);
    };
    try {
      run_tools({program}, streams, "the database was not copied");
    } catch (Error& error) {
      explain(error);
      throw;
    }
  }

  BackupContents read(const std::string& file, const BackupProgress& progress) override {
    // The whole archive as a script: every block is decompressed and its checksum looked at.
    ScriptReader script(history_schema_, history_table_);
    Lines lines([&](std::string_view line) { script.line(line); }, 1 << 20);
    FileFeed feed(file, progress);
    base::Streams streams;
    streams.input = [&](char* into, std::size_t size) { return feed(into, size); };
    streams.output = [&](std::string_view bytes) { lines.take(bytes); };
    streams.tick = [&] { feed.tell(); };
    try {
      run_tools({{{find_tool({{"pg_restore"}, install}), "--file=-"}, {{"LC_ALL", "C.UTF-8"}}}}, streams,
                "the backup was not read");
    } catch (const Error& error) {
      if (error.kind != ErrorKind::io || error.detail.find("unsupported version") != std::string::npos) throw;
      throw damaged_backup(file, error.detail);
    }
    lines.end();
    if (!script.complete) throw damaged_backup(file, "it has no end");
    std::ranges::sort(script.contents.history);
    return std::move(script.contents);
  }

  std::vector<std::string> sessions() override {
    const auto session = maintenance(url_, name_);
    std::vector<std::string> all;
    const Value arguments[] = {name_};
    // Our own connection is closed before the swap.
    const Rows rows = session->query(
        "SELECT coalesce(usename, '?') || coalesce('@' || host(client_addr), '') || ', backend ' || pid || CASE WHEN "
        "application_name = '' THEN '' ELSE ', ' || application_name END FROM pg_stat_activity WHERE datname = $1 AND "
        "backend_type = 'client backend' AND application_name NOT LIKE 'dunlin%' ORDER BY pid LIMIT 20",
        arguments);
    for (const auto& row : rows.rows) all.push_back(to_text(row[0]));
    return all;
  }

  std::string recover() override {
    const auto session = maintenance(url_, name_);
    std::string words;
    for (const auto& name : {beside_, before_}) {
      if (!drop_if_there(*session, name)) continue;
      words += (words.empty() ? "" : " and ") + name;
    }
    return words.empty() ? words : "removed what a restore that was killed had left: database " + words;
  }

  void prepare(const std::string& file, const BackupProgress& progress) override {
    live_history_ = history_in(name_);
    const auto session = maintenance(url_, name_);
    drop_if_there(*session, beside_);
    create_like(*session, name_, beside_);
    base::fail_point("postgres: new database made");
    base::Program program = tool_for(url_, find_tool({{"pg_restore"}, install}), beside_);
    program.arguments.emplace_back("--exit-on-error");
    FileFeed feed(file, progress);
    base::Streams streams;
    streams.input = [&](char* into, std::size_t size) { return feed(into, size); };
    streams.tick = [&] {
      base::fail_point("postgres: pg_restore at work");
      feed.tell();
    };
    try {
      run_tools({program}, streams, "the backup was not loaded");
    } catch (Error& error) {
      explain(error);
      throw;
    }
    base::fail_point("postgres: backup loaded");
  }

  std::vector<BackupRow> prepared() override { return history_in(beside_); }

  [[nodiscard]] bool swap_needs_disconnect() const override { return true; }

  void swap(bool end_sessions, const BackupProgress&) override {
    const auto session = maintenance(url_, name_);
    rename(*session, beside_, name_, before_, end_sessions);
    base::fail_point("postgres: names changed");
    // The runner lock ended with our connection. What a run did between that and the renames must not get lost.
    if (history_in(before_) != live_history_) {
      rename(*session, before_, name_, beside_, true);
      drop_if_there(*session, beside_);
      Error error(ErrorKind::refused, "another run changed the database meanwhile",
                  "look at `dunlin status`, and try again");
      error.state = "that run's outcome was kept; nothing else was changed";
      throw error;
    }
    drop_if_there(*session, before_);
  }

  void discard() noexcept override {
    try {
      drop_if_there(*maintenance(url_, name_), beside_);
    } catch (const Error&) {
      // The next restore removes it.
    }
  }

 private:
  /// `from` takes the name `to`, whose database becomes `away`. Renames are transactional: both happen, or none does.
  static void rename(Session& session, const std::string& from, const std::string& to, const std::string& away,
                     bool end_sessions) {
    for (int tries = 1;; ++tries) {
      if (end_sessions) {
        const Value arguments[] = {to};
        (void)session.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", arguments);
      }
      try {
        session.execute("BEGIN");
        session.execute("ALTER DATABASE " + quote_identifier(to) + " RENAME TO " + quote_identifier(away));
        session.execute("ALTER DATABASE " + quote_identifier(from) + " RENAME TO " + quote_identifier(to));
        base::fail_point("postgres: names changed, not committed");
        session.execute("COMMIT");
        break;
      } catch (Error& error) {
        session.rollback();
        if (error.sqlstate != "55006") throw;  // object_in_use
        // A session that just ended, or one that came back at once.
        if (end_sessions && tries < rename_tries) continue;
        Error refused(ErrorKind::refused, fmt::format("the database {} is in use", to),
                      "close these connections, or add --force to end them");
        refused.detail = users_of(session, to);
        refused.state = "nothing was changed";
        throw refused;
      }
    }
  }

  static bool drop_if_there(Session& session, const std::string& name) {
    const Value arguments[] = {name};
    if (session.query("SELECT 1 FROM pg_database WHERE datname = $1", arguments).empty()) return false;
    // What a killed restore had begun may still be loading it.
    (void)session.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", arguments);
    session.execute("DROP DATABASE " + quote_identifier(name) + " WITH (FORCE)");
    return true;
  }

  [[nodiscard]] std::vector<BackupRow> history_in(const std::string& database) const {
    Session session(url_, patience, database);
    std::vector<BackupRow> history;
    const Value there[] = {quote_qualified({history_schema_, history_table_})};
    if (is_null(session.query_value("SELECT to_regclass($1)::text", there))) return history;
    for (const auto& row :
         session.query("SELECT version, kind, checksum FROM " + quote_qualified({history_schema_, history_table_}))
             .rows) {
      history.push_back({to_text(row[0]), to_text(row[1]), to_text(row[2])});
    }
    std::ranges::sort(history);
    return history;
  }

  void explain(Error& error) const {
    if (error.detail.find("server version mismatch") != std::string::npos ||
        error.detail.find("unsupported version") != std::string::npos) {
      const std::string major = server_.substr(0, server_.find('.'));
      error.hint =
          fmt::format("the tool must not be older than the server: apt-get install postgresql-client-{}", major);
    } else if (error.detail.find("permission denied") != std::string::npos) {
      error.hint = "back up as a user who may read everything: the owner, or a member of pg_read_all_data";
    }
  }

  Url url_;
  std::string name_, beside_, before_, history_table_, history_schema_, server_;
  std::vector<BackupRow> live_history_;
};

std::unique_ptr<Backup> make(Connection& connection, const Url& url, const OpenOptions& options) {
  return std::make_unique<PostgresBackup>(connection, url, options);
}

}  // namespace

extern const BackupKind backup_kind;
const BackupKind backup_kind = {
    .suffix = ".dump",
    .recognises = [](std::string_view head) { return head.starts_with("PGDMP"); },
    .make = make,
};

}  // namespace dunlin::database::postgres
