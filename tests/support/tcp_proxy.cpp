// A TCP proxy that makes a network worse than it is, on purpose.
//
//   dunlin_tcp_proxy --to HOST:PORT [--listen PORT] [--port-file FILE] [--delay-ms N]
//                    [--cut-after BYTES] [--cut-on-text TEXT [--when before|after]] [--cut-every]
//
// It listens on 127.0.0.1 (on a free port when none is given), prints "listening on PORT", and forwards. --delay-ms
// delays each direction (2.5 is fine), so a round trip takes twice that. --cut-after and --cut-on-text drop the
// connection once the client has sent so much, or that text: `before` it is forwarded, or `after` (the server gets it,
// and time to act on it, but its answer never arrives). Only the first connection that comes to it is cut, unless
// --cut-every is given. SIGUSR1 drops all connections; SIGUSR2 lets nothing through any more, without closing anything,
// until the next SIGUSR2. SIGTERM ends it.
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <fstream>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

struct Options {
  std::string host;
  std::string port;
  std::uint16_t listen_port = 0;
  std::string port_file;
  std::chrono::microseconds delay{0};
  std::optional<std::size_t> cut_after;
  std::string cut_text;
  bool answer_only = false;  ///< --when after
  bool cut_every = false;
};

[[noreturn]] void die(const std::string& message) {
  std::fprintf(stderr, "dunlin_tcp_proxy: %s\n", message.c_str());
  std::exit(2);
}

template <typename Number>
Number number(const std::string& option, const std::string& text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) die(option + " needs a number");
  return value;
}

Options parse(int argc, char** argv) {
  Options options;
  const std::vector<std::string> words(argv + 1, argv + argc);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    const auto value = [&] {
      if (i + 1 == words.size()) die(word + " needs a value");
      return words[++i];
    };
    if (word == "--to") {
      const std::string target = value();
      const std::size_t colon = target.rfind(':');
      if (colon == std::string::npos) die("--to is HOST:PORT");
      options.host = target.substr(0, colon);
      options.port = target.substr(colon + 1);
    } else if (word == "--listen") {
      options.listen_port = number<std::uint16_t>(word, value());
    } else if (word == "--port-file") {
      options.port_file = value();
    } else if (word == "--delay-ms") {
      const double delay = number<double>(word, value());
      if (!(delay >= 0 && delay < 1e6)) die(word + " needs a number of milliseconds");
      options.delay = std::chrono::microseconds(static_cast<std::int64_t>(delay * 1000));
    } else if (word == "--cut-after") {
      options.cut_after = number<std::size_t>(word, value());
    } else if (word == "--cut-on-text") {
      options.cut_text = value();
    } else if (word == "--when") {
      const std::string when = value();
      if (when != "before" && when != "after") die("--when is before or after");
      options.answer_only = when == "after";
    } else if (word == "--cut-every") {
      options.cut_every = true;
    } else {
      die("unknown option " + word);
    }
  }
  if (options.host.empty()) die("--to is missing");
  return options;
}

/// What is on its way in one direction.
struct Stream {
  struct Chunk {
    Clock::time_point due;
    std::string data;
  };
  std::deque<Chunk> chunks;
  bool ended = false;      ///< the sender has closed its side
  bool shut_down = false;  ///< and the receiver has been told

  static constexpr std::size_t most_chunks = 256;
  [[nodiscard]] bool wants_input() const { return !ended && chunks.size() < most_chunks; }
  [[nodiscard]] bool wants_output(Clock::time_point now) const { return !chunks.empty() && chunks.front().due <= now; }
};

struct Connection {
  int client = -1;
  int server = -1;
  Stream up;    ///< from the client to the server
  Stream down;  ///< back
  std::size_t sent = 0;
  std::string tail;  ///< the end of what the client sent, for a text that is split between two reads
  std::optional<Clock::time_point> drop_at;
  bool dead = false;
};

class Proxy {
 public:
  explicit Proxy(const Options& options) : options_(options) {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int number : {SIGUSR1, SIGUSR2, SIGTERM, SIGINT}) sigaddset(&signals, number);
    sigprocmask(SIG_BLOCK, &signals, nullptr);
    signals_ = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    std::signal(SIGPIPE, SIG_IGN);
    listen();
  }

  void run() {
    while (!stopping_) step();
  }

 private:
  void listen() {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(options_.listen_port);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 128) != 0) {
      die(std::string("cannot listen: ") + std::strerror(errno));
    }
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    std::printf("listening on %d\n", ntohs(address.sin_port));
    std::fflush(stdout);
    if (!options_.port_file.empty()) {
      // Whoever waits for the file shall not find it half written.
      const std::string half = options_.port_file + ".new";
      std::ofstream(half) << ntohs(address.sin_port) << "\n";
      std::rename(half.c_str(), options_.port_file.c_str());
    }
  }

  [[nodiscard]] int connect_to_server() const {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(options_.host.c_str(), options_.port.c_str(), &hints, &found) != 0) return -1;
    int result = -1;
    for (const addrinfo* each = found; each != nullptr && result < 0; each = each->ai_next) {
      const int candidate = ::socket(each->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
      if (::connect(candidate, each->ai_addr, each->ai_addrlen) == 0) {
        result = candidate;
      } else {
        ::close(candidate);
      }
    }
    ::freeaddrinfo(found);
    return result;
  }

  void accept() {
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) return;
    const int server = connect_to_server();
    if (server < 0) {
      ::close(client);
      return;
    }
    const int on = 1;
    ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    Connection& connection = connections_.emplace_back();
    connection.client = client;
    connection.server = server;
  }

  void step() {
    const Clock::time_point now = Clock::now();
    std::vector<pollfd> waiting = {{signals_, POLLIN, 0}, {listener_, POLLIN, 0}};
    for (const Connection& connection : connections_) {
      waiting.push_back({connection.client, events(connection.up, connection.down, now), 0});
      waiting.push_back({connection.server, events(connection.down, connection.up, now), 0});
    }
    // One that waits for nothing would still be reported as closed, over and over.
    for (pollfd& each : waiting) {
      if (each.events == 0) each.fd = -1;
    }
    const std::optional<timespec> limit = timeout(now);
    if (::ppoll(waiting.data(), waiting.size(), limit ? &*limit : nullptr, nullptr) < 0 && errno != EINTR) {
      die("poll failed");
    }
    std::size_t index = 2;
    for (Connection& connection : connections_) {
      const short client = waiting[index++].revents;
      const short server = waiting[index++].revents;
      serve(connection, client, server);
    }
    if (waiting[0].revents != 0) take_signal();
    if (waiting[1].revents != 0) accept();
    connections_.remove_if([](const Connection& connection) {
      if (!connection.dead) return false;
      ::close(connection.client);
      ::close(connection.server);
      return true;
    });
  }

  [[nodiscard]] short events(const Stream& from, const Stream& to, Clock::time_point now) const {
    if (black_hole_) return 0;
    int result = 0;
    if (from.wants_input()) result |= POLLIN;
    if (to.wants_output(now)) result |= POLLOUT;
    return static_cast<short>(result);
  }

  [[nodiscard]] std::optional<timespec> timeout(Clock::time_point now) const {
    std::optional<Clock::time_point> next;
    const auto consider = [&next](Clock::time_point at) { next = next ? std::min(*next, at) : at; };
    for (const Connection& connection : connections_) {
      if (connection.drop_at) consider(*connection.drop_at);
      if (black_hole_) continue;
      for (const Stream* stream : {&connection.up, &connection.down}) {
        // What is due already waits for the socket, not for the clock.
        if (!stream->chunks.empty() && stream->chunks.front().due > now) consider(stream->chunks.front().due);
      }
    }
    if (!next) return std::nullopt;
    const auto left = std::max<std::int64_t>(0, std::chrono::ceil<std::chrono::nanoseconds>(*next - now).count());
    return timespec{left / 1'000'000'000, left % 1'000'000'000};
  }

  void serve(Connection& connection, short client, short server) {
    constexpr int readable = POLLIN | POLLHUP | POLLERR;
    const Clock::time_point now = Clock::now();
    if (connection.drop_at && *connection.drop_at <= now) connection.dead = true;
    if (connection.dead || black_hole_) return;
    if ((client & readable) != 0 && connection.up.wants_input()) take_from_client(connection);
    if (connection.dead) return;
    if ((server & readable) != 0 && connection.down.wants_input()) {
      std::string data = receive(connection.server, connection.down);
      // After a cut on text the answer gets lost.
      if (!data.empty() && !connection.drop_at)
        connection.down.chunks.push_back({now + options_.delay, std::move(data)});
    }
    deliver(connection, connection.up, connection.server, (server & POLLOUT) != 0);
    deliver(connection, connection.down, connection.client, (client & POLLOUT) != 0);
    if (connection.up.shut_down && connection.down.shut_down) connection.dead = true;
  }

  void take_from_client(Connection& connection) {
    std::string data = receive(connection.client, connection.up);
    if (data.empty()) return;
    connection.sent += data.size();
    if (may_cut_) {
      const bool enough = options_.cut_after && connection.sent > *options_.cut_after;
      bool found = false;
      if (!options_.cut_text.empty()) {
        connection.tail += data;
        found = connection.tail.find(options_.cut_text) != std::string::npos;
        const std::size_t keep = std::min(options_.cut_text.size() - 1, connection.tail.size());
        connection.tail.erase(0, connection.tail.size() - keep);
      }
      if (enough || found) {
        may_cut_ = options_.cut_every;
        if (!found || !options_.answer_only) {
          connection.dead = true;
          return;
        }
        // Long enough for the server to carry it out.
        connection.drop_at = Clock::now() + options_.delay + milliseconds(300);
      }
    }
    connection.up.chunks.push_back({Clock::now() + options_.delay, std::move(data)});
  }

  static std::string receive(int from, Stream& stream) {
    std::array<char, 65536> buffer{};
    const ssize_t count = ::recv(from, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (count > 0) return {buffer.data(), static_cast<std::size_t>(count)};
    if (count == 0 || (errno != EAGAIN && errno != EINTR)) stream.ended = true;
    return {};
  }

  static void deliver(Connection& connection, Stream& stream, int to, bool writable) {
    const Clock::time_point now = Clock::now();
    while (writable && stream.wants_output(now)) {
      std::string& data = stream.chunks.front().data;
      const ssize_t count = ::send(to, data.data(), data.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
      if (count < 0) {
        if (errno != EAGAIN && errno != EINTR) connection.dead = true;
        return;
      }
      data.erase(0, static_cast<std::size_t>(count));
      if (!data.empty()) return;
      stream.chunks.pop_front();
    }
    if (stream.ended && stream.chunks.empty() && !stream.shut_down) {
      ::shutdown(to, SHUT_WR);
      stream.shut_down = true;
    }
  }

  void take_signal() {
    signalfd_siginfo info{};
    while (::read(signals_, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
      if (info.ssi_signo == SIGUSR1) {
        for (Connection& connection : connections_) connection.dead = true;
      } else if (info.ssi_signo == SIGUSR2) {
        black_hole_ = !black_hole_;
      } else {
        stopping_ = true;
      }
    }
  }

  Options options_;
  int signals_ = -1;
  int listener_ = -1;
  std::list<Connection> connections_;
  bool may_cut_ = true;
  bool black_hole_ = false;
  bool stopping_ = false;
};

}  // namespace

int main(int argc, char** argv) {
  Proxy(parse(argc, argv)).run();
  return 0;
}
