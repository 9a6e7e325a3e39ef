// A URL as libpq's keywords and values, with what other drivers' URLs hold beside them.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "database/postgres/client.hpp"
#include "database/postgres/session.hpp"

namespace dunlin::database::postgres {
namespace {

/// Settings of the server that URLs of pgx, lib/pq and others hold beside libpq's own parameters.
constexpr std::array<std::string_view, 8> kSettings = {"search_path",  "statement_timeout",
                                                       "lock_timeout", "idle_in_transaction_session_timeout",
                                                       "timezone",     "role",
                                                       "datestyle",    "default_transaction_isolation"};

/// What other drivers, pools and tools keep in the same URL and what does not concern us.
constexpr std::array<std::string_view, 23> kIgnored = {"force",
                                                       "pgbouncer",
                                                       "connection_limit",
                                                       "pool_timeout",
                                                       "pool_size",
                                                       "max_overflow",
                                                       "pool_min_conns",
                                                       "pool_max_conns",
                                                       "pool_max_conn_lifetime",
                                                       "pool_max_conn_idle_time",
                                                       "pool_health_check_period",
                                                       "sslaccept",
                                                       "socket_timeout",
                                                       "binary_parameters",
                                                       "default_query_exec_mode",
                                                       "statement_cache_capacity",
                                                       "statement_cache_mode",
                                                       "prepared_statements",
                                                       "prepared_statement_cache_size",
                                                       "prepare_threshold",
                                                       "encoding",
                                                       "pool",
                                                       "charset"};

template <typename List>
bool holds(const List& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

std::vector<std::string> known_keywords() {
  std::vector<std::string> out;
  PQconninfoOption* options = client().PQconndefaults();
  for (const PQconninfoOption* option = options; option && option->keyword; ++option) out.emplace_back(option->keyword);
  client().PQconninfoFree(options);
  return out;
}

/// "-c name=value" as the startup parameter `options` wants it: spaces and backslashes escaped.
std::string setting(std::string_view name, std::string_view value) {
  std::string out = fmt::format("-c {}=", name);
  for (char c : value) {
    if (c == ' ' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> connection_parameters(const Url& url) {
  std::map<std::string, std::string> out;
  if (!url.host.empty()) out["host"] = url.host;
  if (url.port != 0) out["port"] = std::to_string(url.port);
  if (!url.user.empty()) out["user"] = url.user;
  if (url.password) out["password"] = *url.password;
  if (!url.path.empty()) out["dbname"] = url.path;
  // Seen by whoever looks into pg_stat_activity; a name in the URL or in PGAPPNAME wins.
  out["fallback_application_name"] = "dunlin";
  // A peer that vanished is noticed within about a minute, not after the system's two hours.
  out["keepalives_idle"] = "30";
  out["keepalives_interval"] = "10";
  out["keepalives_count"] = "3";

  std::string options;
  const std::vector<std::string> keywords = url.parameters.empty() ? std::vector<std::string>() : known_keywords();
  for (const auto& [name, value] : url.parameters) {
    const std::string low = base::lower(name);
    if (low == "options") {
      options = value + (options.empty() ? "" : " ") + options;
    } else if (low == "ssl") {
      if (!url.parameters.contains("sslmode"))
        out["sslmode"] = value == "false" || value == "0" ? "disable" : "require";
    } else if (low == "sslmode" && value == "no-verify") {
      out["sslmode"] = "require";
    } else if (low == "schema" || low == "currentschema") {
      options += (options.empty() ? "" : " ") + setting("search_path", value);
    } else if (low == "application_name" || holds(keywords, low)) {
      out[low] = value;
    } else if (holds(kSettings, low)) {
      options += (options.empty() ? "" : " ") + setting(low, value);
    } else if (!holds(kIgnored, low) && !low.starts_with("x-")) {
      std::vector<std::string> names = keywords;
      names.insert(names.end(), kSettings.begin(), kSettings.end());
      const std::string near = base::nearest(low, names);
      throw Error(ErrorKind::config,
                  fmt::format("The database URL has a parameter \"{}\" that libpq does not know", name),
                  near.empty() ? "Remove it, or pass a setting of the server as options=-c%20NAME%3DVALUE"
                               : fmt::format("Did you mean {}?", near));
    }
  }
  if (!options.empty()) out["options"] = options;
  // Whatever the terminal's language: positions are counted in characters of UTF-8, and all our text is UTF-8.
  out["client_encoding"] = "UTF8";
  return {out.begin(), out.end()};
}

}  // namespace dunlin::database::postgres
