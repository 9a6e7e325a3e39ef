#include "database/mariadb/dial.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "database/mariadb/client.hpp"
#include "database/mariadb/errors.hpp"

namespace dunlin::database::mariadb {
namespace {

enum class TlsMode : std::uint8_t { disabled, preferred, required, verify_ca, verify_identity };

constexpr unsigned int tls_failure = 2026;  // CR_SSL_CONNECTION_ERROR
constexpr unsigned int no_socket = 2002;    // CR_CONNECTION_ERROR

std::string folded(std::string_view name) { return base::replace_all(base::lower(name), "_", "-"); }

// The spellings of mariadb, mysql, PostgreSQL-minded users, Go, JDBC.
bool tls_mode(std::string_view value, TlsMode& mode) {
  struct Spelling {
    std::string_view text;
    TlsMode mode;
  };
  constexpr std::array spellings{
      Spelling{"disabled", TlsMode::disabled},
      Spelling{"disable", TlsMode::disabled},
      Spelling{"false", TlsMode::disabled},
      Spelling{"0", TlsMode::disabled},
      Spelling{"off", TlsMode::disabled},
      Spelling{"preferred", TlsMode::preferred},
      Spelling{"prefer", TlsMode::preferred},
      Spelling{"allow", TlsMode::preferred},
      Spelling{"required", TlsMode::required},
      Spelling{"require", TlsMode::required},
      Spelling{"skip-verify", TlsMode::required},
      Spelling{"verify-ca", TlsMode::verify_ca},
      Spelling{"verify-identity", TlsMode::verify_identity},
      Spelling{"verify-full", TlsMode::verify_identity},
      Spelling{"true", TlsMode::verify_identity},
      Spelling{"1", TlsMode::verify_identity},
      Spelling{"on", TlsMode::verify_identity},
  };
  const std::string wanted = folded(value);
  const auto at = std::find_if(spellings.begin(), spellings.end(), [&](const Spelling& s) { return s.text == wanted; });
  if (at == spellings.end()) return false;
  mode = at->mode;
  return true;
}

std::string mode_text(const Url& url) {
  for (const std::string_view name : {"ssl-mode", "sslmode", "tls", "ssl"}) {
    std::string value = parameter(url, name);
    if (!value.empty()) return value;
  }
  return {};
}

bool names_socket(const Url& url) {
  return (!url.host.empty() && url.host.front() == '/') || !parameter(url, "unix-socket").empty() ||
         !parameter(url, "socket").empty();
}

// The client library takes "localhost" for the unix socket, whatever the port says. A URL that gives a port means TCP,
// as every other driver reads it.
bool local_by_default(const Url& url) {
  return !names_socket(url) && url.port == 0 && (url.host.empty() || url.host == "localhost");
}

bool over_socket(const Url& url) { return names_socket(url) || local_by_default(url); }

TlsMode wanted_tls(const Url& url) {
  const std::string text = mode_text(url);
  TlsMode mode = over_socket(url) ? TlsMode::disabled : TlsMode::preferred;
  if (!text.empty()) tls_mode(text, mode);
  // Naming an authority without a mode means: check against it.
  if (text.empty() && !parameter(url, "ssl-ca").empty()) mode = TlsMode::verify_ca;
  return mode;
}

const char* or_null(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

void set_tls(MYSQL* handle, const Url& url, TlsMode mode) {
  const Client& c = client();
  const my_bool yes = 1;
  const my_bool no = 0;
  if (mode == TlsMode::disabled) {
    c.mysql_options(handle, MYSQL_OPT_SSL_ENFORCE, &no);
    c.mysql_options(handle, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &no);
    return;
  }
  struct Option {
    std::string_view name;
    mysql_option option;
  };
  constexpr std::array files{
      Option{"ssl-ca", MYSQL_OPT_SSL_CA},
      Option{"ssl-capath", MYSQL_OPT_SSL_CAPATH},
      Option{"ssl-cert", MYSQL_OPT_SSL_CERT},
      Option{"ssl-key", MYSQL_OPT_SSL_KEY},
      Option{"ssl-cipher", MYSQL_OPT_SSL_CIPHER},
      Option{"ssl-crl", MYSQL_OPT_SSL_CRL},
      Option{"tls-version", MARIADB_OPT_TLS_VERSION},
  };
  for (const Option& file : files) {
    const std::string value = parameter(url, file.name);
    if (!value.empty()) c.mysql_options(handle, file.option, value.c_str());
  }
  c.mysql_options(handle, MYSQL_OPT_SSL_ENFORCE, &yes);
  // The library knows no check of the authority without the name: the stricter one stands for both.
  const bool verify = mode == TlsMode::verify_ca || mode == TlsMode::verify_identity;
  c.mysql_options(handle, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, verify ? &yes : &no);
}

// A network that is cut without a word is noticed within about a minute, however long the statement runs.
void watch_network(MYSQL* handle) {
  const auto socket = client().mysql_get_socket(handle);
  const int on = 1;
  const int idle = 20;
  const int interval = 10;
  const int count = 3;
  const unsigned int unacknowledged = 45'000;
  setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  setsockopt(socket, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
  setsockopt(socket, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
  setsockopt(socket, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof count);
  setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &unacknowledged, sizeof unacknowledged);
}

Handle prepare_handle(const Url& url, std::chrono::milliseconds timeout, TlsMode tls) {
  const Client& c = client();
  Handle handle(c.mysql_init(nullptr));
  if (!handle) throw Error(ErrorKind::connect, "out of memory while connecting");
  auto seconds = static_cast<unsigned int>(std::max<std::int64_t>(1, (timeout.count() + 999) / 1000));
  std::uint64_t given = 0;
  if (base::parse_number(parameter(url, "connect-timeout"), given) && given > 0) {
    seconds = static_cast<unsigned int>(std::min<std::uint64_t>(given, 3600));
  }
  c.mysql_options(handle.get(), MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
  const std::string charset = parameter(url, "charset", "utf8mb4");
  c.mysql_options(handle.get(), MYSQL_SET_CHARSET_NAME, charset.c_str());
  const std::string file = parameter(url, "defaults-file");
  if (!file.empty()) c.mysql_options(handle.get(), MYSQL_READ_DEFAULT_FILE, file.c_str());
  const std::string group = parameter(url, "defaults-group", "dunlin");
  c.mysql_options(handle.get(), MYSQL_READ_DEFAULT_GROUP, group.c_str());
  const unsigned int infile = parameter(url, "local-infile") == "1" || parameter(url, "local-infile") == "true" ? 1 : 0;
  c.mysql_options(handle.get(), MYSQL_OPT_LOCAL_INFILE, &infile);
  if (parameter(url, "compress") == "1") c.mysql_options(handle.get(), MYSQL_OPT_COMPRESS, nullptr);
  const my_bool no = 0;
  c.mysql_options(handle.get(), MYSQL_OPT_RECONNECT, &no);  // a new session would not hold the runner lock
  c.mysql_options4(handle.get(), MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", "dunlin");
  if (url.port != 0 && !names_socket(url)) {
    const unsigned int protocol = MYSQL_PROTOCOL_TCP;
    c.mysql_options(handle.get(), MYSQL_OPT_PROTOCOL, &protocol);
  }
  set_tls(handle.get(), url, tls);
  return handle;
}

bool connect(const Handle& handle, const Url& url, bool with_database) {
  const std::string named = parameter(url, "unix-socket", parameter(url, "socket"));
  const bool host_is_path = !url.host.empty() && url.host.front() == '/';
  const std::string socket = host_is_path ? url.host : named;
  const std::string host = socket.empty() ? url.host : "localhost";
  const unsigned long flags = CLIENT_MULTI_RESULTS;  // results of CALL; never several statements in one text
  return client().mysql_real_connect(
             handle.get(), or_null(host), or_null(url.user), url.password ? url.password->c_str() : nullptr,
             with_database ? or_null(url.path) : nullptr, url.port, or_null(socket), flags) != nullptr;
}

ServerError error_of(const Handle& handle) {
  const Client& c = client();
  return {c.mysql_errno(handle.get()), c.mysql_sqlstate(handle.get()), c.mysql_error(handle.get())};
}

}  // namespace

void CloseHandle::operator()(MYSQL* handle) const noexcept {
  if (owned) client().mysql_close(handle);
}

Url url_of(MYSQL* theirs) {
  Url url;
  url.scheme = "mariadb";
  url.has_authority = true;
  if (theirs->user != nullptr) url.user = theirs->user;
  if (theirs->passwd != nullptr && *theirs->passwd != '\0') url.password = theirs->passwd;
  if (theirs->unix_socket != nullptr && *theirs->unix_socket != '\0') {
    url.host = theirs->unix_socket;
  } else {
    if (theirs->host != nullptr) url.host = theirs->host;
    url.port = static_cast<std::uint16_t>(theirs->port);
  }
  const char* schema = nullptr;
  client().mariadb_get_infov(theirs, MARIADB_CONNECTION_SCHEMA, &schema);
  if (schema != nullptr) url.path = schema;
  return url;
}

std::string parameter(const Url& url, std::string_view name, std::string_view otherwise) {
  const std::string wanted = folded(name);
  for (const auto& [key, value] : url.parameters) {
    if (folded(key) == wanted && !value.empty()) return value;
  }
  return std::string(otherwise);
}

void check_parameters(const Url& url) {
  const std::vector<std::string> known{"ssl-mode", "sslmode", "ssl",        "tls",     "ssl-ca",     "ssl-capath",
                                       "ssl-cert", "ssl-key", "ssl-cipher", "ssl-crl", "tls-version"};
  for (const auto& [key, value] : url.parameters) {
    const std::string name = folded(key);
    if (name.rfind("ssl", 0) != 0 && name.rfind("tls", 0) != 0) continue;
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string near = base::nearest(name, known);
    throw Error(ErrorKind::config, fmt::format("the URL's parameter {} is not known", base::printable(key)),
                near.empty() ? "known are " + base::join(known, ", ") : fmt::format("did you mean {}?", near));
  }
  const std::string text = mode_text(url);
  TlsMode mode{};
  if (!text.empty() && !tls_mode(text, mode)) {
    throw Error(ErrorKind::config, fmt::format("\"{}\" is not an ssl-mode", base::printable(text)),
                "use disabled, preferred, required, verify-ca or verify-identity");
  }
}

std::string whereto(const Url& url) {
  std::string text = url.user.empty() ? std::string() : url.user + "@";
  const std::string named = parameter(url, "unix-socket", parameter(url, "socket"));
  if (!named.empty()) {
    text += named;
  } else {
    text += url.host.empty() ? "localhost" : url.host;
    if (url.port != 0) text += fmt::format(":{}", url.port);
  }
  return base::printable(text);
}

std::vector<std::string> tool_arguments(const Url& url, bool mariadb_tool) {
  std::vector<std::string> arguments;
  // Option files must come first.
  const std::string file = parameter(url, "defaults-file");
  if (!file.empty()) arguments.push_back("--defaults-file=" + file);
  const std::string named = parameter(url, "unix-socket", parameter(url, "socket"));
  const std::string socket = !url.host.empty() && url.host.front() == '/' ? url.host : named;
  if (!socket.empty()) {
    arguments.push_back("--socket=" + socket);
  } else if (!url.host.empty()) {
    arguments.push_back("--host=" + url.host);
  }
  if (url.port != 0 && socket.empty()) {
    arguments.push_back("--port=" + std::to_string(url.port));
    arguments.emplace_back("--protocol=tcp");
  }
  if (!url.user.empty()) arguments.push_back("--user=" + url.user);
  for (const char* name : {"ssl-ca", "ssl-capath", "ssl-cert", "ssl-key", "ssl-cipher", "ssl-crl", "tls-version"}) {
    const std::string value = parameter(url, name);
    if (!value.empty()) arguments.push_back(fmt::format("--{}={}", name, value));
  }
  const TlsMode mode = wanted_tls(url);
  if (!mariadb_tool) {
    constexpr std::array words{"DISABLED", "PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"};
    arguments.push_back(fmt::format("--ssl-mode={}", words[static_cast<std::size_t>(mode)]));
  } else if (mode == TlsMode::disabled) {
    arguments.emplace_back("--skip-ssl");
  } else if (mode >= TlsMode::verify_ca) {
    arguments.insert(arguments.end(), {"--ssl", "--ssl-verify-server-cert"});
  } else if (mode == TlsMode::required) {
    arguments.emplace_back("--ssl");
  }
  return arguments;
}

Handle dial(const Url& url, std::chrono::milliseconds timeout, bool with_database) {
  const Client& c = client();
  check_parameters(url);
  TlsMode mode = wanted_tls(url);
  Handle handle = prepare_handle(url, timeout, mode);
  bool connected = connect(handle, url, with_database);
  if (!connected && mode == TlsMode::preferred && error_of(handle).code == tls_failure) {
    mode = TlsMode::disabled;
    handle = prepare_handle(url, timeout, mode);
    connected = connect(handle, url, with_database);
  }
  if (!connected && url.host == "localhost" && local_by_default(url) && error_of(handle).code == no_socket) {
    Url network = url;
    network.port = 3306;
    return dial(network, timeout, with_database);
  }
  if (!connected) throw connect_error(error_of(handle), whereto(url), url.path);
  // An option file may have weakened what the URL asks for.
  if (mode >= TlsMode::required && c.mysql_get_ssl_cipher(handle.get()) == nullptr) {
    throw Error(ErrorKind::connect,
                fmt::format("the connection to {} is not encrypted, but the URL asks for it", whereto(url)),
                "look for ssl settings in the option files (~/.my.cnf)");
  }
  if (mode >= TlsMode::verify_ca) {
    my_bool verified = 0;
    c.mysql_get_optionv(handle.get(), MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verified);
    if (verified == 0) {
      throw Error(ErrorKind::connect,
                  fmt::format("the certificate of {} was not checked, but the URL asks for it", whereto(url)),
                  "take ssl-verify-server-cert out of the option files (~/.my.cnf)");
    }
  }
  const std::string charset = parameter(url, "charset", "utf8mb4");
  if (charset != c.mysql_character_set_name(handle.get()) &&
      c.mysql_set_character_set(handle.get(), charset.c_str()) != 0) {
    throw connect_error(error_of(handle), whereto(url), url.path);
  }
  if (!over_socket(url)) watch_network(handle.get());
  return handle;
}

}  // namespace dunlin::database::mariadb
