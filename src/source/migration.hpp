// One migration, as a value: what is known from its name and bytes (Migration), and what is known from reading its
// text (Body). Bodies are read only where they are needed, so that a run with nothing to do never lexes.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/content.hpp"
#include "dunlin/error.hpp"
#include "dunlin/migration.hpp"
#include "sql/classify.hpp"
#include "sql/lex_rules.hpp"
#include "sql/splitter.hpp"

namespace dunlin::source {

enum class MigrationKind : std::uint8_t {
  versioned,
  repeatable,  ///< R__name: run again, after the versioned ones, whenever its text changes
  seed,        ///< a file of rows: run again whenever its text changes, apart from migrations
  baseline,    ///< Flyway's B1__name: stands for all versions up to its own in a new database
};
[[nodiscard]] std::string_view to_string(MigrationKind kind);
/// Whether one whose text changed is run again, rather than reported.
[[nodiscard]] constexpr bool runs_again(MigrationKind kind) {
  return kind == MigrationKind::repeatable || kind == MigrationKind::seed;
}

struct Layout;

/// A migration in C++.
struct Code {
  std::shared_ptr<dunlin::Migration> migration;  ///< null: a .cpp file that is not compiled yet; nothing else is known
  bool has_down = false;
  Traits traits;
};

struct Migration {
  std::string version;  ///< as in its name: "004", "1.2"; the whole name where the layout has it so; repeatable: name
  std::string name;     ///< "add_comments"; may be empty
  MigrationKind kind = MigrationKind::versioned;
  const Layout* layout = nullptr;
  base::Content up;                     ///< the file, or its up file of a pair
  std::optional<base::Content> down;    ///< the down file of a pair
  std::vector<base::Content> settings;  ///< files beside it that set something (diesel's metadata.toml, Flyway .conf)
  std::string checksum;                 ///< SHA-256 of the author's bytes: of the up file
  bool transaction_off = false;         ///< by its name (".notx", ".autocommit")
  /// In C++: `up` is empty, or the text that it is compiled from. Shared, so that whoever compiles it can fill it in.
  std::shared_ptr<Code> code;

  /// The key in the history: equal versions have equal keys. "R__name" of a repeatable one, "B__2" of a baseline, so
  /// that neither meets a versioned one.
  [[nodiscard]] std::string key() const;
  /// "004_add_comments": how people call it.
  [[nodiscard]] std::string title() const;
  /// Its file, or "004_fill_slugs (C++)" where it has none: for messages.
  [[nodiscard]] std::string whereabouts() const;
};

/// `-- dunlin:if-exists KIND NAME` and its like, before the statement that they concern.
struct Condition {
  bool wanted = true;  ///< if-exists, or unless-exists
  sql::ObjectKind kind = sql::ObjectKind::none;
  sql::QualifiedName name;
  sql::QualifiedName table;  ///< of a column, constraint, trigger: from TABLE.NAME or SCHEMA.TABLE.NAME
  std::string text;          ///< "table users"
  sql::Position place;
};

struct Batch {
  std::int64_t size = 0;
  std::optional<sql::QualifiedName> table;  ///< by TABLE.KEY
  std::string key;
  std::int64_t pause_ms = 0;
};

/// A statement of a migration with what its directives say.
struct Statement {
  std::string text;    ///< variables replaced
  std::string source;  ///< as the author wrote it, where it differs from text; else empty
  sql::Position place;
  sql::StatementInfo info;
  bool has_data = false;  ///< COPY: StatementReader::copy_data()
  std::vector<Condition> conditions;
  std::optional<Batch> batch;
  std::vector<std::string> log;  ///< before it runs
};

/// One half of a migration: where its text is.
struct Half {
  base::Content content;
  std::uint64_t from = 0, to = 0;  ///< byte range of the content
  sql::Position start;             ///< of byte `from`

  [[nodiscard]] bool empty() const { return from >= to; }
  [[nodiscard]] std::string text(std::size_t limit = SIZE_MAX) const { return content.read(from, to, limit); }
};

/// What reading a whole half once says.
struct Summary {
  std::int64_t statements = 0;       ///< its own BEGIN and COMMIT among them
  bool refuses_transaction = false;  ///< holds a statement that cannot run in one
  sql::Position refuses_at;
  bool implicit_commit = false;
  bool own_transaction = false;       ///< holds BEGIN, COMMIT or ROLLBACK of its own at top level
  bool own_transaction_plain = true;  ///< ... in pairs of BEGIN and COMMIT only, none nested, none rolled back
  bool changes_session = false;       ///< SET, USE, set_config, PREPARE, ...
  bool batches = false;
  bool foreign_key_pragma = false;    ///< PRAGMA foreign_keys, defer_foreign_keys, legacy_alter_table
  bool wants_foreign_keys = false;    ///< ... = ON comes first
  bool drops_table = false;           ///< DROP TABLE: perhaps a rebuild
  std::vector<std::string> destroys;  ///< StatementInfo::destroys of each
};

struct Body {
  std::string description;
  Half up;
  std::optional<Half> down;
  Summary up_summary;
  std::optional<Summary> down_summary;

  std::optional<bool> transaction;       ///< as the author says
  std::optional<bool> down_transaction;  ///< the same for the down: one word for the file sets both
  std::vector<std::string> requires_versions;
  std::vector<std::string> environments;
  std::optional<std::string> irreversible;  ///< why
  std::int64_t lock_timeout_ms = -1;
  std::int64_t statement_timeout_ms = -1;
};

using Variables = std::vector<std::pair<std::string, std::string>>;

/// Reads statements of one half with their directives, streaming. Throws Error{config} with the place.
class StatementReader {
 public:
  StatementReader(const Half& half, const Layout& layout, const sql::LexRules& rules, const Variables& variables);
  ~StatementReader();
  StatementReader(StatementReader&&) noexcept;
  bool next(Statement& into);  ///< false at the end
  base::ByteSource& copy_data();
  /// log directives behind the last statement
  [[nodiscard]] const std::vector<std::string>& trailing_log() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Reads the whole text once; of one in C++, its Traits. Throws Error{config} with file:line:column and a hint for
/// whatever is wrong in it.
[[nodiscard]] Body read_body(const Migration& migration, const sql::LexRules& rules, const Variables& variables);
/// The same for a down script kept in the history (native layout without markers, or a half of another layout).
[[nodiscard]] Half half_of_text(std::string name, std::string text);
[[nodiscard]] Summary summarize(const Half& half, const Layout& layout, const sql::LexRules& rules,
                                const Variables& variables);

}  // namespace dunlin::source
