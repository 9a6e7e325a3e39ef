// How a tool lays its migrations out: names of files, and comments that mean something. One file per layout
// (layout_NAME.cpp); what differs by value is data here.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/content.hpp"
#include "base/file.hpp"
#include "dunlin/embedded.hpp"
#include "source/migration.hpp"

namespace dunlin::source {

/// What the name of a file (or folder) says in a layout.
struct NameParts {
  std::string version;
  std::string name;
  MigrationKind kind = MigrationKind::versioned;
  enum class Half { whole, up, down } half = Half::whole;
  bool transaction_off = false;
  /// The name breaks the rule, and this is the right form. What it says is clear all the same (the migration is taken
  /// and the name reported), unless `refused`.
  std::string right_form;
  bool refused = false;
};

/// Something wrong with the set of files: reported, never skipped in silence.
struct SourceProblem {
  std::string message;
  std::string hint;
  Place place;
  bool fatal = true;  ///< false: worth a word, but nothing is lost (a README among the files)
};

/// What a marker comment means in a layout.
enum class Mark : std::uint8_t {
  up,
  down,
  statement_begin,
  statement_end,
  transaction_off,
  transaction_on,
  directive,
  unknown
};
struct MarkRead {
  Mark mark = Mark::unknown;
  std::string name;  ///< of a directive
  std::string rest;
  std::vector<std::string> known;     ///< for the nearest known name
  bool half_transaction_off = false;  ///< up, down: this half without a transaction (dbmate)
  std::string problem;                ///< unknown: what is wrong, where it is more than an unknown name
  std::string hint;
};

struct Layout {
  std::string_view
      name;  ///< "native", "golang-migrate", "goose", "dbmate", "flyway", "diesel", "sqlx", "prisma", "plain"
  std::string_view title;                ///< for messages: "Flyway"
  bool folders = false;                  ///< a migration is a folder with up.sql or migration.sql
  bool recursive = false;                ///< folders below the folder are read too
  bool needs_up = false;                 ///< a file without the mark that begins its up half is wrong
  std::string_view up_file;              ///< of a folder: "up.sql", "migration.sql"
  std::string_view down_file;            ///< of a folder: "down.sql"
  std::string_view up_mark;              ///< how the layout spells it, for messages: "-- +goose Up"
  std::string_view first_line_off;       ///< a file that begins with this runs without a transaction
  std::string_view transaction_setting;  ///< key of a file beside the migration that says whether it has a transaction
  std::vector<std::string> markers;      ///< comment prefixes, the native "dunlin:" always among them
  /// Reads a name; no value where it is not one of this layout.
  std::optional<NameParts> (*parse_name)(std::string_view name, bool is_directory);
  /// Right form of a name for the hint of an error.
  std::string_view right_form;
  MarkRead (*read_mark)(std::string_view comment);
};

[[nodiscard]] std::span<const Layout* const> layouts();
[[nodiscard]] const Layout* layout_named(std::string_view name);
[[nodiscard]] const Layout& native_layout();
/// The names of all layouts, and "auto".
[[nodiscard]] std::vector<std::string> layout_names();

struct SourceOptions {
  std::vector<std::string> directories;
  std::string layout = "auto";
  std::vector<EmbeddedFiles> embedded{};  ///< folders that are part of the program
  Migrations migrations{};                ///< in C++
};

struct Source {
  const Layout* layout = nullptr;
  std::vector<Migration> migrations;  ///< versioned in order of version, then repeatable by name
  std::vector<SourceProblem> problems;
};

/// Lists and hashes the files. Throws Error{io} where a directory cannot be read, Error{config} for an unknown layout;
/// everything else is a problem in the answer.
[[nodiscard]] Source load(const SourceOptions& options);

/// The seeds in these folders (*.sql), in the order of their names; behind them those of the environment, in a folder
/// of its name within. A folder that is not there has none.
[[nodiscard]] Source load_seeds(const std::vector<std::string>& directories, const std::string& environment,
                                const Migrations& code);

/// "Add users' e-mail" as "add_users_e_mail": the name part of a native file.
[[nodiscard]] std::string snake_case(std::string_view text);

}  // namespace dunlin::source
