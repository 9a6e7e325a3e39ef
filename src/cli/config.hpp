// dunlin.toml as a value: a pure reading of its text. Where it is found, and what overrides it, is settings.hpp.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dunlin/error.hpp"
#include "dunlin/generate.hpp"
#include "dunlin/migrator.hpp"

namespace dunlin::cli {

/// Every key of dunlin.toml; no value where it is not set.
struct Config {
  std::string url;
  std::vector<std::string> migrations;
  std::optional<std::string> layout;
  std::optional<Naming> naming;
  std::optional<OutOfOrder> out_of_order;
  std::optional<std::string> history_table, log_table, history_schema;
  std::optional<std::string> environment;
  std::optional<std::int64_t> connect_timeout, lock_wait, lock_timeout, statement_timeout;  ///< milliseconds
  std::optional<std::int64_t> lock_retries;
  std::string password_command, password_file;
  std::optional<std::string> templates;
  std::optional<bool> backup_before;
  std::optional<std::string> backup_dir;
  std::optional<std::int64_t> backup_keep;
  std::vector<std::string> seeds;
  std::string schema, sandbox_url;
  std::vector<std::pair<std::string, std::string>> variables;
  /// Section [hooks]: of each point that the file names, SQL files (*.sql) and commands, in order.
  std::map<HookPoint, std::vector<std::string>> hooks;
  std::optional<OnFailure> on_failure;
  Place url_place;
};

/// Reads the text; `file` names it in errors. Section [env.NAME] of `environment`, or else of the environment that the
/// file names itself, overrides what stands outside of sections. Throws Error{config} with the place: syntax, unknown
/// key with the nearest known one, wrong type, an environment that has no section where others have one.
[[nodiscard]] Config parse_config(std::string_view text, const std::string& file, const std::string& environment);

/// Throws Error{usage}: "abort" or "continue".
[[nodiscard]] OnFailure parse_on_failure(std::string_view word);
/// Throws Error{config}: "timestamp" or "sequence".
[[nodiscard]] Naming parse_naming(std::string_view word, const Place& place);

/// The text of a new dunlin.toml.
[[nodiscard]] std::string config_template(const std::string& url, const std::vector<std::string>& migrations,
                                          Naming naming);

}  // namespace dunlin::cli
