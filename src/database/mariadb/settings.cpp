#include "database/mariadb/settings.hpp"

#include <fmt/format.h>

#include <array>

#include "base/text.hpp"

namespace dunlin::database::mariadb {
namespace {

struct Known {
  std::string_view name;
  int mariadb;  // first version that has it, negative: none
  int mysql;
  bool only_if_changed;
};

// What dumps and migrations change, and what changes how the history's own statements would be read. Order matters:
// sql_mode first, since it rules how the rest is understood.
constexpr std::array known_settings{
    Known{"sql_mode", 0, 0, false},
    Known{"character_set_client", 0, 0, false},
    Known{"character_set_results", 0, 0, false},
    Known{"collation_connection", 0, 0, false},  // brings character_set_connection with it
    Known{"time_zone", 0, 0, false},
    Known{"foreign_key_checks", 0, 0, false},
    Known{"unique_checks", 0, 0, false},
    Known{"sql_notes", 0, 0, false},
    Known{"sql_safe_updates", 0, 0, false},
    Known{"sql_select_limit", 0, 0, false},
    Known{"sql_big_selects", 0, 0, false},
    Known{"sql_auto_is_null", 0, 0, false},
    Known{"completion_type", 0, 0, false},
    Known{"group_concat_max_len", 0, 0, false},
    Known{"default_storage_engine", 0, 0, false},
    Known{"lc_time_names", 0, 0, false},
    Known{"check_constraint_checks", 10'002'001, -1, false},
    Known{"alter_algorithm", 10'003'007, -1, true},
    Known{"system_versioning_alter_history", 10'003'004, -1, false},
    Known{"sql_if_exists", 10'005'002, -1, false},
    Known{"autocommit", 0, 0, true},  // switching it on commits
    Known{"lock_wait_timeout", 0, 0, true},
    Known{"innodb_lock_wait_timeout", 0, 0, true},
    Known{"max_statement_time", 10'001'001, -1, true},
    Known{"max_execution_time", -1, 5'007'008, true},
    Known{"tx_isolation", 0, -1, true},
    Known{"transaction_isolation", -1, 5'007'020, true},
    Known{"auto_increment_increment", 0, 0, true},
    Known{"auto_increment_offset", 0, 0, true},
    Known{"sql_log_bin", 0, 0, true},
    Known{"innodb_strict_mode", 0, 0, true},
    Known{"explicit_defaults_for_timestamp", 10'001'008, 5'006'006, true},
    Known{"old_alter_table", 0, 0, true},
    Known{"sql_generate_invisible_primary_key", -1, 8'000'030, true},
    Known{"sql_require_primary_key", -1, 8'000'013, true},
};

int number_of(std::string_view version) {
  int parts[3] = {0, 0, 0};
  int part = 0;
  for (const char c : version) {
    if (base::is_digit(c)) {
      parts[part] = parts[part] * 10 + (c - '0');
      if (parts[part] > 999) return 0;
    } else if (c == '.' && part < 2) {
      ++part;
    } else {
      break;
    }
  }
  return parts[0] * 1'000'000 + parts[1] * 1'000 + parts[2];
}

std::string_view leading_version(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && (base::is_digit(text[length]) || text[length] == '.')) ++length;
  return text.substr(0, length);
}

}  // namespace

Flavour read_flavour(std::string_view version, std::string_view comment) {
  const std::string lower_version = base::lower(version);
  const std::string lower_comment = base::lower(comment);
  const auto has = [&](std::string_view word) {
    return lower_version.find(word) != std::string::npos || lower_comment.find(word) != std::string::npos;
  };
  Flavour flavour;
  std::string_view number = leading_version(version);
  if (has("mariadb")) {
    flavour.product = "MariaDB";
    // Old replication clients had to see a 5.5.5 first.
    if (version.rfind("5.5.5-", 0) == 0) number = leading_version(version.substr(6));
  } else if (has("tidb")) {
    flavour.product = "TiDB";  // the number that it shows is the MySQL version that it speaks
  } else if (has("aurora")) {
    flavour.product = "Aurora MySQL";
  } else if (has("percona")) {
    flavour.product = "Percona Server";
  } else if (has("vitess") || has("planetscale")) {
    flavour.product = "Vitess";
  } else if (has("singlestore") || has("memsql")) {
    flavour.product = "SingleStore";
  }
  flavour.version = std::string(number);
  flavour.version_number = number_of(number);
  return flavour;
}

std::vector<Setting> settings_of(const Flavour& flavour) {
  std::vector<Setting> settings;
  for (const Known& known : known_settings) {
    if (flavour.at_least(known.mariadb, known.mysql)) settings.push_back({known.name, known.only_if_changed});
  }
  return settings;
}

std::string list_settings(const std::vector<Setting>& settings) {
  std::string sql;
  for (const Setting& setting : settings) {
    sql += sql.empty() ? "@@session." : ", @@session.";
    sql += setting.name;
  }
  return sql;
}

std::string literal(const Value& value) {
  if (is_null(value)) return "NULL";
  if (const auto* number = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *number);
  if (const auto* real = std::get_if<double>(&value)) return fmt::format("{}", *real);
  std::string text = to_text(value);
  // sql_select_limit is a BIGINT UNSIGNED and does not fit into 64 signed bits.
  std::uint64_t number = 0;
  if (base::parse_number(text, number)) return text;
  return "'" + base::replace_all(std::move(text), "'", "''") + "'";
}

std::string_view statement_timeout_variable(const Flavour& flavour) {
  if (flavour.is_mariadb()) return flavour.version_number >= 10'001'001 ? "max_statement_time" : "";
  return flavour.version_number >= 5'007'008 ? "max_execution_time" : "";
}

}  // namespace dunlin::database::mariadb
