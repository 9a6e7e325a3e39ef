// What is read of server and session when a connection opens, in one round trip, and how the session gets back to it
// after a migration changed settings.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "database/capabilities.hpp"
#include "dunlin/value.hpp"

namespace dunlin::database::mariadb {

struct Flavour {
  std::string product = "MySQL";  ///< "MariaDB", "MySQL", "Percona Server", "Aurora MySQL", "TiDB", ...
  std::string version;            ///< "10.11.6"
  int version_number = 0;

  [[nodiscard]] bool is_mariadb() const { return product == "MariaDB"; }
  [[nodiscard]] bool at_least(int mariadb, int mysql) const {  ///< negative: that flavour never has it
    const int needed = is_mariadb() ? mariadb : mysql;
    return needed >= 0 && version_number >= needed;
  }
  /// Whether a DDL statement on one object either happened wholly or not at all, crash of the server included.
  [[nodiscard]] bool atomic_ddl() const { return at_least(10'006'001, 8'000'000); }
};

/// From the handshake's version text ("10.11.6-MariaDB-0+deb12u1") and @@version_comment.
[[nodiscard]] Flavour read_flavour(std::string_view version, std::string_view comment);

struct Setting {
  std::string_view name;
  /// Put back only where it was changed: setting it needs a privilege, or ends a transaction.
  bool only_if_changed;
};

/// The session variables that are watched on such a server.
[[nodiscard]] std::vector<Setting> settings_of(const Flavour& flavour);

/// "@@session.a, @@session.b", to select.
[[nodiscard]] std::string list_settings(const std::vector<Setting>& settings);

/// A value as SET takes it.
[[nodiscard]] std::string literal(const Value& value);

/// The variable that limits the time of a statement; empty where the server has none.
[[nodiscard]] std::string_view statement_timeout_variable(const Flavour& flavour);

}  // namespace dunlin::database::mariadb
