// Directives: what stands behind `-- dunlin:NAME`, read into values. Private to this room.
#pragma once

#include <string>
#include <string_view>

#include "source/migration.hpp"

namespace dunlin::source {

/// What the directives before a statement say about it.
struct Attached {
  std::vector<Condition> conditions;
  std::optional<Batch> batch;
  std::vector<std::string> log;
  std::string last;  ///< name of the last directive that wants a statement behind it
  sql::Position last_place;
  sql::Position batch_place;
  sql::Position log_place;
};

[[nodiscard]] bool is_statement_directive(std::string_view name);

/// All of it throws Error{config} with the place and the right form.
void read_statement_directive(std::string_view name, std::string_view rest, const sql::LexRules& rules,
                              const sql::Position& at, const std::string& file, Attached& into);
/// requires, environment, irreversible, lock-timeout, statement-timeout. `seen`: names that came before.
void read_file_directive(std::string_view name, std::string_view rest, const sql::Position& at, const std::string& file,
                         std::vector<std::string>& seen, Body& into);
/// A statement's own part of the rules: a batch must be able to end.
void check_batch(const Statement& statement, const sql::Position& at, const std::string& file);

[[nodiscard]] Place place_of(const std::string& file, const sql::Position& at);
[[nodiscard]] Error config_error(const std::string& file, const sql::Position& at, std::string message,
                                 std::string hint);

/// `${NAME}` replaced for the declared names; all other text as it is.
[[nodiscard]] std::string replace_variables(std::string_view text, const Variables& variables);

}  // namespace dunlin::source
