// As much of HTTP as the example needs: one request per connection, one connection at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

struct Request {
  std::string method, path, body;
};
struct Response {
  int status = 200;
  std::string body;  ///< JSON
};

class HttpServer {
 public:
  /// Listens on 127.0.0.1; port 0 is any free one. Throws std::runtime_error.
  explicit HttpServer(std::uint16_t port);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// Answers until the process ends.
  [[noreturn]] void serve(const std::function<Response(const Request&)>& answer);

 private:
  int socket_ = -1;
  std::uint16_t port_ = 0;
};

/// The text as a JSON string, with its quotes.
std::string json_text(const std::string& text);
