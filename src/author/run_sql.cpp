// schema.sql, or a folder of such files, carried out in the sandbox.
#include <algorithm>

#include "author/declared.hpp"
#include "author/load.hpp"
#include "base/content.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "sql/splitter.hpp"

namespace dunlin::author {
namespace {

std::vector<std::string> files_of(const std::string& path) {
  if (!base::directory_exists(path)) {
    if (!base::file_exists(path)) {
      throw Error(ErrorKind::io, "there is no file or folder '" + base::printable(path) + "'",
                  "a schema is SQL in a file or folder, or one of database, models, migrations, history, a URL");
    }
    return {path};
  }
  std::vector<std::string> files;
  for (const auto& entry : base::list_directory(path)) {
    const std::string inside = base::join_path(path, entry.name);
    if (entry.is_directory) {
      for (auto& deeper : files_of(inside)) files.push_back(std::move(deeper));
    } else if (entry.name.ends_with(".sql")) {
      files.push_back(inside);
    }
  }
  std::ranges::sort(files);
  return files;
}

Place place_of(const std::string& file, const sql::Position& at) { return {file, at.line, at.column}; }

/// What would reach other databases, or everything on the server.
void refuse_leaving(const sql::StatementInfo& info, bool schemas_are_outside, const Place& place) {
  const bool elsewhere = info.object == sql::ObjectKind::database || info.object == sql::ObjectKind::role ||
                         (info.object == sql::ObjectKind::schema && schemas_are_outside) || info.verb == "USE" ||
                         info.verb.starts_with("ATTACH") || info.verb.starts_with("DETACH");
  if (!elsewhere) return;
  Error error(ErrorKind::refused, info.verb + " reaches beyond the database whose schema this is",
              "leave the statement out: a schema is tried out in a database of its own");
  error.place = place;
  throw Error(error);
}

/// Names with a schema that is not of this database: on some engines that is another database of the server.
void refuse_elsewhere(const sql::StatementInfo& info, const std::vector<std::string>& own, const Place& place) {
  if (info.kind != sql::StatementKind::definition && info.kind != sql::StatementKind::change) return;
  std::vector<sql::QualifiedName> names = info.more;
  names.insert(names.end(), {info.name, info.table, info.renamed_to});
  for (const auto& name : names) {
    const auto same = [&](const std::string& each) { return base::equals_ignoring_case(each, name.schema); };
    if (name.schema.empty() || std::ranges::any_of(own, same)) continue;
    Error error(
        ErrorKind::refused,
        base::printable(name.text()) + " is in '" + base::printable(name.schema) + "', which this schema does not make",
        "leave '" + base::printable(name.schema) + ".' out, or make it with CREATE SCHEMA before");
    error.place = place;
    throw Error(error);
  }
}

class Runner {
 public:
  /// `own`: schemas that may be named.
  Runner(Workshop& workshop, std::string file, std::vector<std::string>& own, std::vector<DeclaredRename>& declared)
      : workshop_(workshop),
        rules_(workshop.connection().lex_rules()),
        schemas_are_outside_(workshop.connection().capabilities().schemas_are_databases || !workshop.sandbox().whole()),
        file_(std::move(file)),
        own_(own),
        declarations_(rules_, declared) {}

  void run() {
    const auto content = base::Content::file(file_, file_);
    const auto source = content.open();
    sql::Splitter splitter(*source, rules_, {}, file_, {}, true);
    for (auto item = splitter.next(); item.kind != sql::ItemKind::end; item = splitter.next()) {
      place_ = place_of(file_, item.begin);
      try {
        if (item.kind == sql::ItemKind::comment) {
          declarations_.take_comment(item);
        } else if (item.has_data) {
          take_data(item, splitter);
        } else {
          take(item);
        }
      } catch (const Error& caught) {
        Error error = caught;
        if (error.place.file.empty()) error.place = place_;
        throw Error(error);
      }
    }
    flush();
  }

 private:
  void take(const sql::Item& item) {
    const auto info = sql::classify(item.text, rules_);
    refuse_leaving(info, schemas_are_outside_, place_);
    refuse_elsewhere(info, own_, place_);
    if (info.object == sql::ObjectKind::schema && info.verb.starts_with("CREATE")) own_.push_back(info.name.name);
    // Its own transactions say nothing here.
    if (info.kind == sql::StatementKind::transaction) return;
    declarations_.take_statement(item, info);
    database::Statement statement;
    statement.sql = item.text;
    statement.transactional = !info.refuses_transaction;
    statements_.push_back(std::move(statement));
    places_.push_back(place_);
  }

  void take_data(const sql::Item& item, sql::Splitter& splitter) {
    flush();
    static_cast<void>(workshop_.connection().copy_in(item.text, splitter.copy_data()));
  }

  /// Many statements share a transaction, which is what takes the time on a server.
  void flush() {
    const auto statements = std::exchange(statements_, {});
    const auto places = std::exchange(places_, {});
    try {
      workshop_.execute(statements);
    } catch (const Error& caught) {
      Error error = caught;
      for (std::size_t i = 0; i < statements.size(); ++i) {
        if (statements[i].sql == error.statement) error.place = places[i];
      }
      throw Error(error);
    }
  }

  Workshop& workshop_;
  const sql::LexRules& rules_;
  bool schemas_are_outside_;  ///< of the sandbox
  std::string file_;
  std::vector<std::string>& own_;
  Declarations declarations_;
  Place place_;
  database::Statements statements_;
  std::vector<Place> places_;
};

}  // namespace

std::vector<DeclaredRename> run_sql(Workshop& workshop, const std::string& path) {
  std::vector<DeclaredRename> declared;
  std::vector<std::string> own{workshop.connection().current_schema()};
  for (const auto& file : files_of(path)) Runner(workshop, file, own, declared).run();
  workshop.connection().reset_session();
  return declared;
}

}  // namespace dunlin::author
