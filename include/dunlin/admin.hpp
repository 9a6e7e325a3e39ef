// The database itself: there or not, made, dropped, waited for.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "dunlin/export.hpp"
#include "dunlin/plan.hpp"

namespace dunlin {
inline namespace v0 {

/// The URL as it may be printed: without passwords.
[[nodiscard]] DUNLIN_API std::string redacted(const std::string& url);
[[nodiscard]] DUNLIN_API bool database_exists(const std::string& url);
/// Throws Error{refused} where it is there already.
DUNLIN_API void create_database(const std::string& url);
/// What drop_database would destroy: its tables with their rows.
[[nodiscard]] DUNLIN_API std::vector<Loss> database_contents(const std::string& url);
DUNLIN_API void drop_database(const std::string& url);
/// Tries until a connection is made; returns how long it took. Throws the last Error{connect} after `limit`; what
/// waiting cannot mend (a wrong password, an unknown database) is thrown at once.
DUNLIN_API std::chrono::milliseconds wait_for_database(const std::string& url, std::chrono::milliseconds limit);

/// One line of a diagnosis.
struct Diagnosis {
  enum class Verdict : std::uint8_t { good, note, bad } verdict = Verdict::good;
  std::string what;
  std::string remedy;
};
/// The clients that are there: one line per database that was built in.
[[nodiscard]] DUNLIN_API std::vector<Diagnosis> diagnose_clients();

}  // namespace v0
}  // namespace dunlin
