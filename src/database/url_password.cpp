// A URL and its password: put in without parsing the rest, so that everything else stays as it was written.
#include "base/text.hpp"
#include "database/driver.hpp"
#include "dunlin/admin.hpp"

namespace dunlin {
inline namespace v0 {
namespace {

/// Unreserved characters of RFC 3986 stay.
std::string percent_encode(std::string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (base::is_alpha(c) || base::is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return out;
}

}  // namespace

std::string redacted(const std::string& url) { return database::Url::parse(url).redacted(); }

bool is_file_database(const std::string& url) {
  try {
    return database::driver_for(database::Url::parse(url)).creates_on_open;
  } catch (const Error&) {
    return false;  // whoever connects says what is wrong with it
  }
}

std::string url_in(const std::string& folder, const std::string& url) {
  if (folder.empty()) return url;
  const auto colon = url.find(':');
  if (colon == std::string::npos || !is_file_database(url)) return url;
  std::string path = url.substr(colon + 1);
  if (path.starts_with("///")) {
    path.erase(0, 3);
  } else if (path.starts_with("//")) {
    path.erase(0, 2);
  }
  if (path.empty() || path[0] == '/' || path.starts_with(":memory:") || path[0] == '?') return url;
  return url.substr(0, colon + 1) + folder + path;
}

bool has_password(const std::string& url) { return database::Url::parse(url).password.has_value(); }

std::string with_password(const std::string& url, std::string_view password) {
  const auto mark = url.find("://");
  if (mark == std::string::npos) return url;
  if (is_file_database(url)) return url;
  const std::size_t begin = mark + 3;
  std::size_t end = url.find_first_of("/?", begin);
  if (end == std::string::npos) end = url.size();
  // As the URL's reader has it: the last @ of the authority ends the user.
  const std::size_t at = url.rfind('@', end == 0 ? 0 : end - 1);
  if (at == std::string::npos || at < begin)
    return url.substr(0, begin) + ":" + percent_encode(password) + "@" + url.substr(begin);
  if (url.substr(begin, at - begin).find(':') != std::string::npos) return url;
  return url.substr(0, at) + ":" + percent_encode(password) + url.substr(at);
}

}  // namespace v0
}  // namespace dunlin
