#include "database/sqlite/location.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/file.hpp"
#include "base/text.hpp"
#include "dunlin/error.hpp"

namespace dunlin::database::sqlite {
namespace {

constexpr const char* kForms = "Write for instance sqlite:app.db or sqlite:/srv/app/app.db";

[[noreturn]] void fail(std::string message, std::string hint) {
  throw Error(ErrorKind::config, std::move(message), std::move(hint));
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string path_of(const Url& url) {
  if (!url.has_authority) return url.path;
  if (url.scheme == "file") {
    // RFC 8089: what follows the host is absolute.
    if (!url.host.empty() && url.host != "localhost") {
      fail(fmt::format("The database URL names a file on the host {}", base::printable(url.host)),
           "A file on this machine is file:///folder/app.db, with three slashes");
    }
    return url.path.starts_with('/') ? url.path : "/" + url.path;
  }
  if (!url.host.empty()) {  // sqlite://app.db, sqlite://data/app.db
    std::string path = url.user.empty() ? url.host : url.user + "@" + url.host;
    return url.path.empty() ? path : path + "/" + url.path;
  }
  if (url.path.empty() || url.path.starts_with('/') || url.path == ":memory:") return url.path;
  std::string absolute = "/" + url.path;
  if (base::file_exists(url.path)) return url.path;
  if (base::file_exists(absolute)) return absolute;
  if (base::directory_exists(folder_of(url.path))) return url.path;
  const std::string folder = folder_of(absolute);
  return folder != "/" && base::directory_exists(folder) ? absolute : url.path;
}

std::string encode_path(std::string_view path) {
  std::string out = path.starts_with('/') ? "file://" : "file:";
  for (char c : path) {
    if (base::is_alpha(c) || base::is_digit(c) || std::string_view("/._-~").find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

bool read_switch(const std::string& name, const std::string& value) {
  const std::string low = base::lower(value);
  if (low == "on" || low == "true" || low == "yes" || low == "1") return true;
  if (low == "off" || low == "false" || low == "no" || low == "0") return false;
  fail(fmt::format("The parameter {} of the database URL is neither on nor off", name),
       fmt::format("Write {}=on or {}=off", name, name));
}

std::string read_word(const std::string& name, const std::string& value, const std::vector<std::string>& known) {
  std::string low = base::lower(value);
  for (const std::string& word : known) {
    if (word == low) return low;
  }
  const std::string near = base::nearest(low, known);
  fail(
      fmt::format("The parameter {} of the database URL has the unknown value \"{}\"", name, base::printable(value)),
      (near.empty() ? std::string() : fmt::format("Did you mean {}? ", near)) + "Known are " + base::join(known, ", "));
}

struct Meaning {
  std::string_view name;
  std::string_view means;  ///< empty: accepted and without a meaning here
};
// What the drivers of other languages put there is accepted, so that an application's own URL works unchanged.
constexpr std::array kMeanings = {
    Meaning{"mode", "mode"},
    Meaning{"cache", "cache"},
    Meaning{"immutable", "immutable"},
    Meaning{"nolock", "nolock"},
    Meaning{"vfs", "vfs"},
    Meaning{"psow", "psow"},
    Meaning{"foreign_keys", "foreign_keys"},
    Meaning{"_foreign_keys", "foreign_keys"},
    Meaning{"_fk", "foreign_keys"},
    Meaning{"busy_timeout", "busy_timeout"},
    Meaning{"_busy_timeout", "busy_timeout"},
    Meaning{"_timeout", "busy_timeout"},
    Meaning{"timeout", "timeout"},
    Meaning{"journal_mode", "journal_mode"},
    Meaning{"_journal_mode", "journal_mode"},
    Meaning{"_journal", "journal_mode"},
    Meaning{"synchronous", "synchronous"},
    Meaning{"_synchronous", "synchronous"},
    Meaning{"_sync", "synchronous"},
    Meaning{"_pragma", "pragma"},
    Meaning{"uri", ""},
    Meaning{"check_same_thread", ""},
    Meaning{"detect_types", ""},
    Meaning{"isolation_level", ""},
    Meaning{"cached_statements", ""},
    Meaning{"connection_limit", ""},
    Meaning{"socket_timeout", ""},
    Meaning{"pool", ""},
    Meaning{"_txlock", ""},
    Meaning{"_loc", ""},
    Meaning{"_mutex", ""},
    Meaning{"_time_format", ""},
    Meaning{"_cache_size", ""},
    Meaning{"_auto_vacuum", ""},
    Meaning{"_case_sensitive_like", ""},
    Meaning{"_defer_foreign_keys", ""},
    Meaning{"_ignore_check_constraints", ""},
    Meaning{"_recursive_triggers", ""},
    Meaning{"_secure_delete", ""},
};

void apply(Location& into, std::string_view means, const std::string& name, const std::string& value);

void apply_pragma(Location& into, const std::string& value) {
  const std::size_t open = value.find_first_of("(=");
  const std::string pragma = base::lower(base::trim(std::string_view(value).substr(0, open)));
  if (open == std::string::npos) return;
  std::string argument = value.substr(open + 1);
  if (!argument.empty() && argument.back() == ')') argument.pop_back();
  for (std::string_view known : {"foreign_keys", "busy_timeout", "journal_mode", "synchronous"}) {
    if (pragma == known) apply(into, known, pragma, argument);
  }
}

void apply(Location& into, std::string_view means, const std::string& name, const std::string& value) {
  if (means == "mode") {
    const std::string mode = read_word(name, value, {"ro", "rw", "rwc", "memory"});
    into.read_only = into.read_only || mode == "ro";
    into.never_create = mode == "rw";
    into.memory = into.memory || mode == "memory";
  } else if (means == "immutable") {
    into.read_only = read_switch(name, value) || into.read_only;
  } else if (means == "foreign_keys") {
    into.foreign_keys = read_switch(name, value);
  } else if (means == "busy_timeout" || means == "timeout") {
    std::uint64_t number = 0;
    if (!base::parse_number(value, number) || number > 86'400'000) {
      fail(fmt::format("The parameter {} of the database URL is not a number of {}", name,
                       means == "timeout" ? "seconds" : "milliseconds"),
           "Write for instance busy_timeout=5000");
    }
    into.busy_timeout = std::chrono::milliseconds(means == "timeout" ? number * 1000 : number);
  } else if (means == "journal_mode") {
    into.journal_mode = read_word(name, value, {"delete", "truncate", "persist", "memory", "wal", "off"});
  } else if (means == "synchronous") {
    into.synchronous = read_word(name, value, {"off", "normal", "full", "extra", "0", "1", "2", "3"});
  } else if (means == "pragma") {
    apply_pragma(into, value);
  }
}

}  // namespace

std::string Location::shown() const { return base::printable(path); }

Location locate(const Url& url) {
  Location location;
  location.path = path_of(url);
  std::string query;
  for (const auto& [name, value] : url.parameters) {
    const Meaning* meaning = nullptr;
    for (const Meaning& known : kMeanings) {
      if (known.name == name) meaning = &known;
    }
    if (meaning == nullptr) {
      std::vector<std::string> names;
      for (const Meaning& known : kMeanings) {
        if (known.name == known.means) names.emplace_back(known.name);
      }
      const std::string near = base::nearest(name, names);
      fail(fmt::format("The database URL has the unknown parameter \"{}\"", base::printable(name)),
           (near.empty() ? std::string() : fmt::format("Did you mean {}? ", near)) + "Known for SQLite are " +
               base::join(names, ", "));
    }
    apply(location, meaning->means, name, value);
    // These SQLite reads by itself, from the URI.
    for (std::string_view own : {"cache", "immutable", "nolock", "vfs", "psow"}) {
      if (meaning->means == own) query += (query.empty() ? "?" : "&") + name + "=" + encode_path(value).substr(5);
    }
  }

  location.memory = location.memory || location.path == ":memory:" || url.parameter("vfs") == "memdb";
  if (location.memory) {
    location.uri = true;
    if (url.parameter("cache") == "shared" || url.parameter("vfs") == "memdb") {
      // One that another connection of this process, the application's own, may have open already.
      location.name = encode_path(location.path.empty() ? ":memory:" : location.path) + query;
      if (url.parameter("cache") == "shared") location.name += "&mode=memory";
    } else {
      // A name of its own, so that a second connection (Connection::reopen) finds the same database.
      static std::atomic<unsigned> counter{0};
      location.name = fmt::format("file:/dunlin-{}-{}?vfs=memdb", ::getpid(), ++counter);
    }
    location.path = ":memory:";
    return location;
  }
  if (location.path.empty()) fail("The database URL names no file", kForms);
  if (!query.empty()) {
    location.name = encode_path(location.path) + query;
    location.uri = true;
  } else {
    // A file that really has such a name is not to be taken for a URI.
    const bool special = location.path.starts_with("file:") || location.path.starts_with(':');
    location.name = special ? "./" + location.path : location.path;
  }
  return location;
}

}  // namespace dunlin::database::sqlite
