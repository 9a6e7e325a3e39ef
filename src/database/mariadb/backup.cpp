#include "database/mariadb/backup.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/descriptor.hpp"
#include "base/fail_point.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "database/driver.hpp"
#include "database/mariadb/connection.hpp"
#include "database/mariadb/dump_reader.hpp"
#include "database/mariadb/swap.hpp"
#include "database/tools.hpp"

namespace dunlin::database::mariadb {
namespace {

const char* const install =
    "install the client: apt-get install mariadb-client (Debian, Ubuntu), dnf install mariadb (Fedora), apk add "
    "mariadb-client (Alpine)";
const char* const install_gzip = "install gzip: apt-get install gzip";

base::Program tool_for(const Url& url, const std::string& tool) {
  base::Program program{{tool}, {{"LC_ALL", "C.UTF-8"}}};
  if (url.password) program.environment.emplace_back("MYSQL_PWD", *url.password);
  for (auto& argument : tool_arguments(url, tool.starts_with("mariadb"))) {
    program.arguments.push_back(std::move(argument));
  }
  program.arguments.push_back("--default-character-set=" + parameter(url, "charset", "utf8mb4"));
  return program;
}

/// Names have 64 characters; a long one is told apart by its hash.
std::string name_beside(const std::string& name, std::string_view what) {
  const std::string known = name.size() <= 40 ? name : "dunlin_" + base::sha256_hex(name).substr(0, 16);
  return known + "_dunlin_" + std::string(what);
}

class MariadbBackup final : public Backup {
 public:
  MariadbBackup(MariadbConnection& connection, const Url& url, const OpenOptions& options)
      : connection_(connection),
        url_(url),
        name_(url.path),
        beside_(name_beside(name_, "restore")),
        old_(name_beside(name_, "before")),
        history_table_(options.history_table) {}

  void write(const std::string& file, const BackupProgress& progress) override {
    base::Program dump = tool_for(url_, find_tool({{"mariadb-dump", "mysqldump"}, install}));
    dump.arguments.insert(dump.arguments.end(), {"--single-transaction", "--quick", "--routines", "--triggers",
                                                 "--events", "--hex-blob", "--complete-insert", "--no-tablespaces"});
    if (!dump.arguments[0].starts_with("mariadb") && !connection_.flavour().is_mariadb()) {
      dump.arguments.insert(dump.arguments.end(), {"--set-gtid-purged=OFF"});
    }
    dump.arguments.push_back(name_);
    const base::Descriptor into(::open(file.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC));
    if (!into.valid()) throw base::system_error("cannot write", file);
    base::Streams streams;
    streams.output_descriptor = into.get();
    streams.tick = [&] {
      base::fail_point("mariadb: mariadb-dump at work");
      progress(file_size(file), -1);
    };
    try {
      run_tools({dump, {{find_tool({{"gzip"}, install_gzip}), "--stdout", "--fast"}}}, streams,
                "the database was not copied");
    } catch (Error& error) {
      if (error.detail.find("Access denied") != std::string::npos) {
        error.hint = "the user needs SELECT, SHOW VIEW, TRIGGER, EVENT and LOCK TABLES on the database";
      }
      throw;
    }
  }

  BackupContents read(const std::string& file, const BackupProgress& progress) override {
    DumpReader reader(history_table_);
    Lines lines([&](std::string_view line) { reader.line(line); });
    FileFeed feed(file, progress);
    base::Streams streams;
    streams.input = [&](char* into, std::size_t size) { return feed(into, size); };
    streams.output = [&](std::string_view bytes) { lines.take(bytes); };
    streams.tick = [&] { feed.tell(); };
    try {
      run_tools({{{find_tool({{"gzip"}, install_gzip}), "--decompress", "--stdout"}}}, streams,
                "the backup was not read");
    } catch (const Error& error) {
      if (error.kind != ErrorKind::io) throw;
      throw damaged_backup(file, error.detail);
    }
    lines.end();
    if (!reader.is_dump) {
      Error error(ErrorKind::refused, fmt::format("{} is no dump of mariadb-dump or mysqldump", base::printable(file)));
      error.state = "nothing was changed";
      throw error;
    }
    if (!reader.complete) throw damaged_backup(file, "it has no end");
    std::ranges::sort(reader.contents.history);
    return std::move(reader.contents);
  }

  std::string recover() override {
    if (!there(beside_) && !there(old_)) return {};
    Swap swap(connection_, name_, beside_, old_);
    const bool goes_on = there(beside_) && swap.begun();
    if (goes_on) swap.finish();
    drop(beside_);
    drop(old_);
    return goes_on ? "finished a restore that was stopped" : "removed what a restore that was stopped had left";
  }

  void prepare(const std::string& file, const BackupProgress& progress) override {
    const std::array<Value, 1> arguments{name_};
    const Rows model = connection_.query(
        "SELECT DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME "
        "= ?",
        arguments);
    try {
      (void)connection_.execute("CREATE DATABASE " + connection_.quote_name(beside_) + " CHARACTER SET " +
                                to_text(model.rows.at(0)[0]) + " COLLATE " + to_text(model.rows.at(0)[1]));
    } catch (Error& error) {
      error.hint = fmt::format(
          "a restore loads the backup into a database of its own: GRANT ALL ON `{}`.* and `{}`.* to "
          "the user, or restore as another one",
          beside_, old_);
      error.state = "nothing was changed";
      throw;
    }
    base::fail_point("mariadb: new database made");
    base::Program load = tool_for(url_, find_tool({{"mariadb", "mysql"}, install}));
    load.arguments.push_back(beside_);
    FileFeed feed(file, progress);
    base::Streams streams;
    streams.input = [&](char* into, std::size_t size) { return feed(into, size); };
    streams.tick = [&] {
      base::fail_point("mariadb: the client at work");
      feed.tell();
    };
    run_tools({{{find_tool({{"gzip"}, install_gzip}), "--decompress", "--stdout"}}, load}, streams,
              "the backup was not loaded");
    base::fail_point("mariadb: backup loaded");
  }

  std::vector<BackupRow> prepared() override {
    const std::array<Value, 2> arguments{beside_, history_table_};
    std::vector<BackupRow> history;
    if (connection_
            .query("SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?", arguments)
            .empty()) {
      return history;
    }
    for (const auto& row : connection_
                               .query("SELECT version, kind, checksum FROM " + connection_.quote_name(beside_) + "." +
                                      connection_.quote_name(history_table_))
                               .rows) {
      history.push_back({to_text(row[0]), to_text(row[1]), to_text(row[2])});
    }
    std::ranges::sort(history);
    return history;
  }

  void swap(bool, const BackupProgress&) override {
    Swap swap(connection_, name_, beside_, old_);
    swap.plan();
    base::fail_point("mariadb: list written");
    swap.run(connection_.flavour().at_least(10'006'002, -1));
    connection_.reset_session();
    drop(beside_);
    base::fail_point("mariadb: new database gone");
    drop(old_);
  }

  void discard() noexcept override {
    try {
      // Never the live tables, should they be half moved.
      if (Swap(connection_, name_, beside_, old_).begun()) return;
      drop(beside_);
      drop(old_);
    } catch (const Error&) {
      // The next restore removes it.
    }
  }

 private:
  [[nodiscard]] bool there(const std::string& schema) {
    const std::array<Value, 1> arguments{schema};
    return !connection_.query("SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?", arguments).empty();
  }
  void drop(const std::string& schema) {
    (void)connection_.execute("DROP DATABASE IF EXISTS " + connection_.quote_name(schema));
  }

  MariadbConnection& connection_;
  Url url_;
  std::string name_, beside_, old_, history_table_;
};

std::unique_ptr<Backup> make(Connection& connection, const Url& url, const OpenOptions& options) {
  return std::make_unique<MariadbBackup>(dynamic_cast<MariadbConnection&>(connection), url, options);
}

}  // namespace

extern const BackupKind backup_kind;
const BackupKind backup_kind = {
    .suffix = ".sql.gz",
    .recognises = [](std::string_view head) { return head.starts_with("\x1f\x8b"); },
    .make = make,
};

}  // namespace dunlin::database::mariadb
