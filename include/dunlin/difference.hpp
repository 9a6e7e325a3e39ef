// The schema as a whole: looked at, compared with another one, changed to be as it is declared, and kept as a file.
// `dunlin schema ...` and `dunlin drift` are these calls; `dunlin new --auto` is generate() (dunlin/generate.hpp).
//
//   dunlin::Options options{.url = "sqlite:app.db", .schema = "schema.sql"};
//   dunlin::Difference found = dunlin::drift(options);
//   for (const auto& change : found.changes) std::cerr << change.text << '\n';
//
// Schemas are compared as the engine itself understands them: SQL, models and migrations are carried out in a sandbox,
// an empty database of the same engine, that is gone afterwards. What a Difference says has been tried there: its `up`
// makes of one schema the other one, and its `down` the first one again.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dunlin/export.hpp"
#include "dunlin/options.hpp"
#include "dunlin/plan.hpp"

namespace dunlin {
inline namespace v0 {

/// Where a schema comes from.
struct DUNLIN_API SchemaSource {
  /// Of what sort it is.
  enum class Kind : std::uint8_t {
    database,    ///< a live one: that of Options, or `text`, a URL
    sql,         ///< `text`: a file of statements in the engine's own words, or a folder of such files
    models,      ///< Options::models
    migrations,  ///< the migrations, all or up to the one that `text` names
    history,     ///< those migrations that the database of Options has applied
    json,        ///< `text`: a file that show_schema() wrote as JSON
    desired,     ///< Options::models, else the file or folder Options::schema
  };
  Kind kind = Kind::database;  ///< which of them
  std::string text{};          ///< URL, path or version; see Kind

  /// "database", "models", "migrations", "migrations:004", "history", "desired", a URL, FILE.json, or else a path of
  /// SQL.
  [[nodiscard]] static SchemaSource parse(std::string_view words);
  /// The same for people; without passwords.
  [[nodiscard]] std::string words() const;
};

/// What may be one thing under another name, or two things.
struct RenameQuestion {
  std::string kind;   ///< "table", "column", "label"
  std::string table;  ///< of a column; of a label its type
  std::string from;   ///< the name that is gone
  std::string to;     ///< the name that is new
  int likelihood{};   ///< in percent

  /// "column users.mail is now email"
  [[nodiscard]] DUNLIN_API std::string text() const;
};

/// How one schema becomes another one.
struct DifferenceOptions {
  bool online = false;      ///< the least blocking form, though it takes more statements
  bool allow_drop = false;  ///< what destroys data is written and applied without a question
  /// Old and new names: {"users.mail", "email"}, {"users", "people"}; of an enumeration's label {"mood.sad", "blue"}.
  std::vector<std::pair<std::string, std::string>> renames{};
  std::vector<std::string> no_renames{};  ///< old names that are gone for good: "users.mail", "users"
  /// Whether it is a renaming. Not set: such a question is Error{refused} that says how to answer it.
  std::function<bool(const RenameQuestion&)> ask_rename{};
  /// Whether these may go. Not set: Error{refused}, where something would be written or applied.
  std::function<bool(const std::vector<Loss>&)> confirm_drop{};
};

/// One statement that changes a schema.
struct SchemaStatement {
  std::string sql;            ///< without a semicolon at its end; may be several lines
  bool transactional = true;  ///< false: the database runs it only outside a transaction
  std::string remark;         ///< one line for its reader, or nothing
};

/// One thing that differs.
struct SchemaChange {
  /// How it differs.
  enum class Kind : std::uint8_t { create, drop, alter, rename };
  Kind kind = Kind::alter;              ///< seen from the first schema
  std::string object;                   ///< "column users.email"
  std::vector<std::string> attributes;  ///< of alter: "type", "nullable", ...; of rename: the new name
  std::string text;                     ///< all of it: "alter column users.email (type)"
};

/// What is between two schemas.
struct Difference {
  std::string from;                   ///< the one, in words
  std::string to;                     ///< the other
  std::vector<SchemaChange> changes;  ///< renames first
  std::vector<Loss> losses;           ///< data that `up` destroys
  std::vector<SchemaStatement> up;    ///< make of `from` what `to` is
  std::vector<SchemaStatement> down;  ///< and back; data that was lost stays lost
  std::vector<std::string> notes;     ///< worth knowing

  /// Whether the two are alike.
  [[nodiscard]] bool empty() const { return changes.empty(); }
};

/// As what a schema is shown.
enum class SchemaFormat : std::uint8_t { text, sql, json };

/// The schema, or of it the object of this name: "users", "audit.events". Throws Error{usage} where there is none such.
[[nodiscard]] DUNLIN_API std::string show_schema(const Options& options, const SchemaSource& source = {},
                                                 SchemaFormat format = SchemaFormat::text,
                                                 const std::string& object = {});

/// What makes of `from` what `to` is. Nothing is changed. Throws Error{refused} where a renaming has to be declared;
/// Error{internal} where the statements did not do in the sandbox what they should, with what is left as
/// Error::detail.
[[nodiscard]] DUNLIN_API Difference difference(const Options& options, const SchemaSource& from, const SchemaSource& to,
                                               const DifferenceOptions& how = {});

/// Changes the database of Options to what `desired` says, under the runner lock; no migration is recorded. `confirm`
/// is asked under the lock, with what is about to be done; false, or none of it to do, changes nothing. Returns what
/// was done. Where the engine's definitions take part in transactions, a failure leaves what was there, apart from
/// statements that refuse one.
DUNLIN_API Difference apply_schema(const Options& options, const SchemaSource& desired,
                                   const DifferenceOptions& how = {},
                                   const std::function<bool(const Difference&)>& confirm = {});

/// What the database of Options has become beside what its history says it is: `from` is the replay of the applied
/// migrations, `to` the database. create: extra in the database; drop: missing in it. Looks only.
[[nodiscard]] DUNLIN_API Difference drift(const Options& options);

/// A schema as a file.
struct SchemaSnapshot {
  std::string file;                     ///< its path
  std::vector<std::string> migrations;  ///< versions that are in it
  bool changed = false;                 ///< false: there was nothing to write or to make
};

/// Writes the schema that the migrations make into one file that diffs well: one object after the other, no dates, no
/// versions of servers. `file` empty: snapshot.sql. The file was loaded in a sandbox, and makes what the migrations
/// make. Throws Error{refused} where migrations put rows into tables, which such a file does not have.
DUNLIN_API SchemaSnapshot snapshot(const Options& options, const std::string& file = {});

/// Makes a new database's schema from such a file, and records the migrations that are in it as applied; up() then
/// applies only those that came later. Throws Error{refused} for a database that is not empty, and where a migration
/// that is in the file is not here.
DUNLIN_API SchemaSnapshot load_snapshot(const Options& options, const std::string& file = {});

}  // namespace v0
}  // namespace dunlin
