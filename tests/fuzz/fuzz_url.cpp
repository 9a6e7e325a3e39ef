// A URL of any bytes becomes a value or Error{config}; what is printed of it holds no secret, and read again is the
// same URL but for the secrets.
#include "database/url.hpp"
#include "dunlin/error.hpp"
#include "fuzz/fuzz.hpp"

namespace dunlin::fuzz {
namespace {

// Long and strange enough not to occur by chance in anything but a password.
constexpr std::string_view kSecret = "hUsH7secret";

}  // namespace

std::vector<std::string> seeds() {
  return {
      "sqlite:app.db",
      "sqlite:///app.db",
      "sqlite:////abs/app.db?mode=ro",
      "sqlite::memory:",
      "sqlite://:memory:",
      "file:a%20b%3F.db?cache=shared",
      "postgres://me:hUsH7secret@db.example.org:5432/shop?sslmode=require&password=hUsH7secret",
      "postgresql+asyncpg://me@[::1]:5433/d?options=-c%20search_path%3Dapp",
      "postgres://a:1,b:2,[::1]/d?target_session_attrs=read-write",
      "postgres://%2Frun%2Fpostgresql/d",
      "mysql+unix://me:hUsH7secret@/run/mysqld/mysqld.sock/app?charset=utf8mb4",
      "mysql+unix:/run/x.sock",
      "mariadb://u:p%40ss@h/d?ssl_pwd=hUsH7secret",
      "jdbc:postgresql://h/d?user=a&token=hUsH7secret",
  };
}

std::vector<std::string> dictionary() {
  return {"://",    ":",        "/",         "//",          "@",     "?",    "&",     "=",  "%",       "%00",
          "%2F",    "%3A",      "%40",       "[",           "]",     ",",    "#",     "+",  "+unix:",  ".sock",
          ".sock/", ":memory:", "password=", "hUsH7secret", "65536", "5432", "jdbc:", "\n", "\xC3\xA4"};
}

bool run(std::string_view input) {
  database::Url url;
  try {
    url = database::Url::parse(input);
  } catch (const Error& error) {
    if (error.kind != ErrorKind::config) fail("another kind of error", input, error.message);
    if (error.message.empty() || error.hint.empty()) fail("an error that does not say what to do", input);
    if ((error.message + error.hint).find(kSecret) != std::string::npos) fail("a secret in an error", input);
    return false;
  }
  const std::string shown = url.redacted();
  database::Url again;
  try {
    again = database::Url::parse(shown);
  } catch (const Error& error) {
    fail("what was printed cannot be read", input, shown + "\n" + error.message);
  }
  if (again.redacted() != shown) fail("printed twice it differs", input, shown + "\n" + again.redacted());
  if (again.scheme != url.scheme || again.path != url.path || again.host != url.host || again.port != url.port ||
      again.user != url.user || again.password.has_value() != url.password.has_value()) {
    fail("what was printed means something else", input, shown);
  }
  // Where a secret is in a place for secrets only, nothing of it may be seen.
  database::Url bare = url;
  bare.password.reset();
  for (auto& [name, value] : bare.parameters) value.clear();
  bool elsewhere = bare.redacted().find(kSecret) != std::string::npos;
  for (const auto& [name, value] : url.parameters) {
    const bool secret = name.find("password") != std::string::npos || name.find("token") != std::string::npos ||
                        name.find("pwd") != std::string::npos;
    elsewhere = elsewhere || (!secret && value.find(kSecret) != std::string::npos);
  }
  if (!elsewhere && shown.find(kSecret) != std::string::npos) fail("a secret was printed", input, shown);
  return url.has_authority;
}

}  // namespace dunlin::fuzz
