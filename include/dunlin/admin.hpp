// The database itself: its URL; there or not, made, dropped, waited for; and what is wrong with a set-up.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dunlin/export.hpp"
#include "dunlin/plan.hpp"

namespace dunlin {
inline namespace v0 {

struct Options;

/// The URL as it may be printed: without passwords.
[[nodiscard]] DUNLIN_API std::string redacted(const std::string& url);
/// Whether the URL names a file rather than a server. No for what is no URL.
[[nodiscard]] DUNLIN_API bool is_file_database(const std::string& url);
/// The URL as seen from the present folder, of one that is meant from `folder` ("../", "/srv/app/"): relative paths of
/// files change, everything else stays as it is.
[[nodiscard]] DUNLIN_API std::string url_in(const std::string& folder, const std::string& url);
/// Whether a password stands in it. Throws Error{config}, as all of these do, for what is no URL.
[[nodiscard]] DUNLIN_API bool has_password(const std::string& url);
/// The URL with this password, percent-encoded; one that has a password, or no place for one, is returned as it is.
[[nodiscard]] DUNLIN_API std::string with_password(const std::string& url, std::string_view password);
/// Whether it is there. Throws Error{connect}.
[[nodiscard]] DUNLIN_API bool database_exists(const std::string& url);
/// Throws Error{refused} where it is there already.
DUNLIN_API void create_database(const std::string& url);
/// What drop_database would destroy: its tables with their rows.
[[nodiscard]] DUNLIN_API std::vector<Loss> database_contents(const std::string& url);
/// Drops it with all that is in it; asks nobody. Throws Error{refused} where it is not there.
DUNLIN_API void drop_database(const std::string& url);
/// Tries until a connection is made; returns how long it took. Throws the last Error{connect} after `limit`; what
/// waiting cannot mend (a wrong password, an unknown database) is thrown at once.
DUNLIN_API std::chrono::milliseconds wait_for_database(const std::string& url, std::chrono::milliseconds limit);

/// One line of a diagnosis.
struct Diagnosis {
  /// How it is.
  enum class Verdict : std::uint8_t {
    good,
    note,  ///< worth knowing
    bad,   ///< something will not work
  };
  Verdict verdict = Verdict::good;  ///< how it is
  std::string what;                 ///< what was looked at, and what was found
  std::string remedy;               ///< what to do about it; empty where nothing is to be done
};
/// The clients that are there: one line per database that was built in.
[[nodiscard]] DUNLIN_API std::vector<Diagnosis> diagnose_clients();
/// Everything that a Migrator with these options needs: clients, migrations, database, rights, history. Without a
/// database only the first two. Nothing is left changed, and nothing is thrown for what is told in a line.
[[nodiscard]] DUNLIN_API std::vector<Diagnosis> diagnose(const Options& options);

}  // namespace v0
}  // namespace dunlin
