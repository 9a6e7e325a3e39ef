#include "database/url.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <vector>

#include "base/text.hpp"
#include "dunlin/error.hpp"

namespace dunlin::database {
namespace {

// No message quotes the URL itself: a part that is in the wrong place may well be the password.
[[noreturn]] void fail(std::string message, std::string hint) {
  throw Error(ErrorKind::config, std::move(message), std::move(hint));
}

constexpr const char* kEncodeHint =
    "Write special characters in the user or password as percent escapes: @ is %40, : is %3A, / is %2F, ? is %3F, % is "
    "%25";

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_scheme(std::string_view text) {
  if (text.empty() || !base::is_alpha(text[0])) return false;
  for (char c : text) {
    if (!base::is_alpha(c) && !base::is_digit(c) && c != '+' && c != '.' && c != '-' && c != '_') return false;
  }
  return true;
}

/// Splits one "host:port" or "[v6]:port"; both may be empty.
void parse_host(std::string_view text, std::string_view& host, std::string_view& port) {
  host = text;
  port = {};
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) fail("The database URL has a [ without ]", "Write an IPv6 host as [::1]");
    host = text.substr(1, end - 1);
    std::string_view rest = text.substr(end + 1);
    if (rest.empty()) return;
    if (rest[0] != ':') fail("The database URL has something other than :port behind the ]", kEncodeHint);
    port = rest.substr(1);
    return;
  }
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return;
  host = text.substr(0, colon);
  port = text.substr(colon + 1);
  if (host.find(':') != std::string_view::npos) {
    fail("The host of the database URL holds more than one colon", "Write an IPv6 host as [::1]");
  }
}

std::uint16_t parse_port(std::string_view text) {
  std::uint64_t number = 0;
  if (!base::parse_number(text, number) || number == 0 || number > 65535) {
    fail("The port of the database URL is not a number from 1 to 65535",
         std::string("If what stands there belongs to the password: ") + kEncodeHint);
  }
  return static_cast<std::uint16_t>(number);
}

void parse_hosts(std::string_view text, Url& url) {
  std::vector<std::string> hosts;
  std::vector<std::string> ports;
  bool any_port = false;
  for (std::string_view one : base::split(text, ',')) {
    std::string_view host;
    std::string_view port;
    parse_host(one, host, port);
    hosts.push_back(percent_decode(host));
    if (!port.empty()) {
      (void)parse_port(port);
      any_port = true;
    }
    ports.emplace_back(port);
  }
  url.host = base::join(hosts, ",");
  if (hosts.size() == 1) {
    url.port = ports[0].empty() ? std::uint16_t{0} : parse_port(ports[0]);
  } else if (any_port) {
    url.parameters["port"] = base::join(ports, ",");
  }
}

void parse_authority(std::string_view text, Url& url) {
  // The last @ ends the user and password, so that one that somebody forgot to escape does no harm.
  const std::size_t at = text.rfind('@');
  if (at != std::string_view::npos) {
    const std::string_view login = text.substr(0, at);
    const std::size_t colon = login.find(':');
    url.user = percent_decode(login.substr(0, colon));
    if (colon != std::string_view::npos) url.password = percent_decode(login.substr(colon + 1));
    text.remove_prefix(at + 1);
  }
  parse_hosts(text, url);
}

void parse_parameters(std::string_view text, Url& url) {
  for (std::string_view pair : base::split(text, '&')) {
    const std::size_t equals = pair.find('=');
    std::string name = percent_decode(pair.substr(0, equals));
    if (name.empty()) continue;
    url.parameters[std::move(name)] =
        equals == std::string_view::npos ? std::string() : percent_decode(pair.substr(equals + 1));
  }
}

/// scheme+unix:///run/x.sock/app: the path is a socket's and, behind it, the database's name. A socket that does not
/// say so by its name is taken to be everything before the last slash (PostgreSQL names the folder).
void split_socket(const std::string& path, Url& url) {
  std::size_t end = path.find(".sock/");
  if (end != std::string::npos) {
    end += 5;
  } else if (path.ends_with(".sock")) {
    end = path.size();
  } else {
    end = path.rfind('/');
    if (end == 0 || end == std::string::npos) end = path.size();
  }
  url.host = path.substr(0, end);
  url.path = end < path.size() ? path.substr(end + 1) : std::string();
}

bool holds_secret(std::string_view name) {
  const std::string low = base::lower(name);
  for (std::string_view word : {"password", "passwd", "pwd", "secret", "token", "credential"}) {
    if (low.find(word) != std::string::npos) return true;
  }
  return low == "pass" || low == "sslpass";
}

/// Escapes what would be read as something else; `also` names what else may stay as it is.
std::string encode(std::string_view text, std::string_view also) {
  std::string out;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = base::is_alpha(c) || base::is_digit(c) || byte >= 0x80 ||
                       std::string_view("-._~$'()*;+").find(c) != std::string_view::npos ||
                       also.find(c) != std::string_view::npos;
    if (plain) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", byte);
    }
  }
  return out;
}

std::string encode_hosts(const std::string& hosts) {
  std::vector<std::string> parts;
  for (std::string_view host : base::split(hosts, ',')) {
    const bool bracket = host.find(':') != std::string_view::npos;
    parts.push_back(bracket ? "[" + encode(host, ":") + "]" : encode(host, ""));
  }
  return base::join(parts, ",");
}

}  // namespace

std::string percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      if (text[i] == '\0') fail("The database URL holds a NUL character", "Remove it");
      out += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      fail("The database URL has a % that is not followed by two hexadecimal digits", "A percent sign itself is %25");
    }
    if (high == 0 && low == 0) fail("The database URL holds a NUL character (%00)", "Remove it");
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

Url Url::parse(std::string_view text) {
  text = base::trim(text);
  if (text.empty()) fail("The database URL is empty", "Write for instance sqlite:app.db or postgres://user@host/name");
  while (base::equals_ignoring_case(text.substr(0, 5), "jdbc:")) text.remove_prefix(5);

  Url url;
  const std::size_t colon = text.find(':');
  const std::string_view prefix = text.substr(0, colon);
  if (colon == std::string_view::npos || !is_scheme(prefix)) {
    fail("The database URL does not begin with a scheme",
         "Write for instance sqlite:app.db, postgres://user@host/name or mysql://user@host/name");
  }
  const std::size_t plus = prefix.find('+');
  url.scheme = base::lower(prefix.substr(0, plus));
  if (url.scheme == "jdbc") fail("The database URL does not say which database", "Write jdbc:postgresql://host/name");
  const bool socket = plus != std::string_view::npos && base::lower(prefix.substr(plus + 1)) == "unix";
  std::string_view rest = text.substr(colon + 1);

  const std::size_t question = rest.find('?');
  const std::string_view query = question == std::string_view::npos ? std::string_view() : rest.substr(question + 1);
  rest = rest.substr(0, question);
  // First, so that ports of several hosts win over a parameter that says the same less exactly.
  parse_parameters(query, url);

  std::string_view path = rest;
  if (rest.starts_with("//")) {
    url.has_authority = true;
    rest.remove_prefix(2);
    const std::size_t slash = rest.find('/');
    const std::string_view authority = rest.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view() : rest.substr(slash);
    if (authority == ":memory:") {
      path = "/:memory:";
    } else {
      parse_authority(authority, url);
    }
    if (!socket && !path.empty()) path.remove_prefix(1);
  }
  if (socket) {
    url.has_authority = true;
    split_socket(percent_decode(path), url);
  } else {
    url.path = percent_decode(path);
  }
  return url;
}

std::string Url::redacted() const { return written(true); }

std::string Url::written(bool hide) const {
  std::string out = scheme + ":";
  if (has_authority) {
    out += "//";
    if (!user.empty() || password) {
      out += encode(user, "");
      if (password) out += ":" + (hide ? std::string("***") : encode(*password, ""));
      out += '@';
    }
    out += encode_hosts(host);
    if (port != 0) out += fmt::format(":{}", port);
    if (!path.empty()) out += '/';
  }
  // Two slashes without an authority would be read as the beginning of one.
  const bool slashes = !has_authority && path.starts_with("//");
  out += slashes ? "%2F" + encode(path.substr(1), "/:@,=") : encode(path, "/:@,=");
  char separator = '?';
  for (const auto& [name, value] : parameters) {
    out += separator;
    out += encode(name, "/:@,");
    out += '=';
    out += hide && holds_secret(name) ? std::string("***") : encode(value, "/:@,=");
    separator = '&';
  }
  return out;
}

std::string Url::parameter(const std::string& name, std::string_view otherwise) const {
  const auto found = parameters.find(name);
  return found == parameters.end() ? std::string(otherwise) : found->second;
}

}  // namespace dunlin::database
