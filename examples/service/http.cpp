#include "http.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <stdexcept>

namespace {

constexpr std::size_t most_bytes = 1 << 16;

/// Head and body; what does not come in two seconds does not come.
Request read_request(int client) {
  const timeval limit{2, 0};
  ::setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  std::string text;
  std::size_t wanted = std::string::npos;
  char buffer[4096];
  while (text.size() < most_bytes && (wanted == std::string::npos || text.size() < wanted)) {
    const ssize_t got = ::recv(client, buffer, sizeof buffer, 0);
    if (got <= 0) break;
    text.append(buffer, static_cast<std::size_t>(got));
    const auto head = text.find("\r\n\r\n");
    if (wanted != std::string::npos || head == std::string::npos) continue;
    unsigned long length = 0;
    if (const auto at = text.find("Content-Length: "); at < head) std::sscanf(text.c_str() + at + 16, "%lu", &length);
    wanted = head + 4 + length;
  }
  Request request;
  const auto first = text.find(' ');
  const auto second = first == std::string::npos ? first : text.find(' ', first + 1);
  if (second == std::string::npos) return request;
  request.method = text.substr(0, first);
  request.path = text.substr(first + 1, second - first - 1);
  const auto head = text.find("\r\n\r\n");
  if (head != std::string::npos) request.body = text.substr(head + 4);
  return request;
}

void write_response(int client, const Response& response) {
  const std::string text =
      "HTTP/1.0 " + std::to_string(response.status) + (response.status < 400 ? " OK" : " Error") +
      "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(response.body.size() + 1) +
      "\r\nConnection: close\r\n\r\n" + response.body + "\n";
  std::size_t sent = 0;
  while (sent < text.size()) {
    const ssize_t put = ::send(client, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (put <= 0) return;  // its problem
    sent += static_cast<std::size_t>(put);
  }
}

}  // namespace

HttpServer::HttpServer(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const int yes = 1;
  ::setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  socklen_t size = sizeof address;
  if (::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(socket_, 16) != 0 ||
      ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("cannot listen on port " + std::to_string(port));
  }
  port_ = ntohs(address.sin_port);
}

HttpServer::~HttpServer() { ::close(socket_); }

void HttpServer::serve(const std::function<Response(const Request&)>& answer) {
  for (;;) {
    const int client = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    Response response;
    try {
      response = answer(read_request(client));
    } catch (const std::exception& error) {
      response = {500, "{\"error\": " + json_text(error.what()) + "}"};
    }
    write_response(client, response);
    ::close(client);
  }
}

std::string json_text(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(c));
      out += escaped;
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}
