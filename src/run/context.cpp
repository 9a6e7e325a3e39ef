#include "run/context.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "base/clock.hpp"
#include "dunlin/version.hpp"

namespace dunlin::run {
namespace {

constexpr std::chrono::seconds cancel_again_after{2};

std::string who() {
  passwd entry{};
  passwd* user = nullptr;  // none: the numbers of containers often have no name
  std::array<char, 16384> buffer{};
  ::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &user);
  char host[256] = "";
  if (::gethostname(host, sizeof host - 1) != 0) host[0] = '\0';
  return (user != nullptr ? std::string(user->pw_name) : std::to_string(::geteuid())) + "@" + host;
}

}  // namespace

Context::Context(Options given) : options(std::move(given)) {
  if (!adopted()) {
    url = database::Url::parse(options.url);
    driver = &database::driver_for(url);
    return;
  }
  if (!options.url.empty()) {
    throw Error(ErrorKind::usage, "Options have a URL and a handle", "give one of them");
  }
  driver = &database::driver_for(options.handle);
  url = driver->url_of(options.handle.pointer());
}

const std::string& Context::actor() const {
  if (actor_.empty()) actor_ = who();
  return actor_;
}

std::string Context::owner() const {
  return std::string("dunlin ") + version() + ", " + actor() + ", process " + std::to_string(::getpid());
}

database::Connection& Context::connect(bool create) {
  if (!connection_) {
    database::OpenOptions open;
    open.create = create && options.create_database_file;
    open.connect_timeout = options.connect_timeout;
    if (options.lock_timeout.count() >= 0) open.busy_timeout = options.lock_timeout;
    open.history_table = options.history_table;
    open.log_table = options.log_table;
    open.history_schema = options.history_schema;
    connection_ = adopted() ? driver->adopt(options.handle.pointer(), open) : driver->open(url, open);
    const std::lock_guard hold(cancelling_);
    cancellable_ = connection_.get();
  }
  return *connection_;
}

history::History& Context::history() {
  if (!history_) {
    history_ = std::make_unique<history::History>(
        *connection_, history::Names{options.history_table, options.log_table, options.history_schema});
  }
  return *history_;
}

void Context::reconnect() {
  const std::int64_t until = base::steady_milliseconds() + options.connect_timeout.count();
  for (std::chrono::milliseconds wait{100};; wait = std::min(wait * 2, std::chrono::milliseconds{2000})) {
    try {
      auto fresh = connection_->reopen();
      const history::Names names = history().names();
      history_ = std::make_unique<history::History>(*fresh, names);
      const std::lock_guard hold(cancelling_);
      cancellable_ = fresh.get();
      connection_ = std::move(fresh);
      return;
    } catch (const Error&) {
      if (adopted() || stop_ || base::steady_milliseconds() > until) throw;
    }
    pause(wait);
  }
}

void Context::disconnect() {
  history_.reset();
  const std::lock_guard hold(cancelling_);
  cancellable_ = nullptr;
  connection_.reset();
}

void Context::begin_call() noexcept {
  {
    const std::lock_guard hold(cancelling_);
    stop_ = false;
    calling_ = true;
  }
  stop_request_.emplace(options.stop, StopRequest{this});
}

void Context::end_call() noexcept {
  stop_request_.reset();
  std::thread repeater;
  {
    const std::lock_guard hold(cancelling_);
    calling_ = false;
    also_cancellable_ = nullptr;
    repeater = std::move(repeater_);
  }
  call_ended_.notify_all();
  if (repeater.joinable()) repeater.join();
  if (!adopted()) return;
  {
    const std::lock_guard hold(cancelling_);
    cancellable_ = nullptr;
  }
  history_.reset();
  connection_.reset();
}

void Context::request_stop() noexcept {
  const std::lock_guard hold(cancelling_);
  if (!calling_) return;
  stop_ = true;
  cancel();
  if (repeater_.joinable()) return;
  try {
    repeater_ = std::thread([this] { repeat_cancel(); });
  } catch (const std::system_error&) {
    // Without another thread: the request was made once, and the run looks before each statement.
  }
}

void Context::repeat_cancel() noexcept {
  std::unique_lock hold(cancelling_);
  while (!call_ended_.wait_for(hold, cancel_again_after, [this] { return !calling_; })) {
    cancel();
  }
}

void Context::cancel() noexcept {
  if (unhurried_ > 0) return;
  for (auto* connection : {cancellable_, also_cancellable_}) {
    if (connection != nullptr) connection->cancel();
  }
}

void Context::also_cancel(database::Connection& other) {
  const std::lock_guard hold(cancelling_);
  also_cancellable_ = &other;
}

Context::Unhurried::Unhurried(Context& context) : context_(context) {
  const std::lock_guard hold(context_.cancelling_);
  ++context_.unhurried_;
}

Context::Unhurried::~Unhurried() {
  const std::lock_guard hold(context_.cancelling_);
  --context_.unhurried_;
}

void Context::check_stop() const {
  if (stop_) throw Error(ErrorKind::cancelled, "stopped on request");
}

void Context::pause(std::chrono::milliseconds time) const {
  const std::int64_t until = base::steady_milliseconds() + time.count();
  while (!stop_ && base::steady_milliseconds() < until) {
    const std::int64_t left = until - base::steady_milliseconds();
    std::this_thread::sleep_for(std::chrono::milliseconds{std::clamp<std::int64_t>(left, 0, 50)});
  }
}

history::Entry Context::entry(std::string event, const Step& step) const {
  history::Entry entry;
  entry.event = std::move(event);
  entry.version = step.version;
  entry.name = step.name;
  entry.by = actor();
  entry.tool_version = version();
  return entry;
}

}  // namespace dunlin::run
