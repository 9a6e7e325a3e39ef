#include "run/lock.hpp"

#include <random>

#include "base/clock.hpp"
#include "base/fail_point.hpp"
#include "base/text.hpp"

namespace dunlin::run {
namespace {

constexpr std::chrono::milliseconds first_poll{20};
constexpr std::chrono::milliseconds longest_poll{250};

std::string describe(const std::optional<database::LockHolder>& holder) {
  if (!holder || holder->who.empty()) return "another run";
  return holder->who + (holder->since.empty() ? "" : ", since " + holder->since);
}

}  // namespace

bool RunnerLock::acquire(const std::function<bool()>& still_needed) {
  auto& connection = context_.connection();
  if (!connection.capabilities().runner_lock) return true;
  std::minstd_rand random{std::random_device{}()};
  const std::int64_t begun = base::steady_milliseconds();
  std::int64_t told = begun - 1'000;
  for (auto poll = first_poll;; poll = std::min(poll * 2, longest_poll)) {
    if (connection.locker().try_acquire(context_.owner())) {
      held_ = true;
      base::fail_point("lock acquired");
      context_.emit({.kind = EventKind::lock_acquired});
      return true;
    }
    context_.check_stop();
    if (still_needed && !still_needed()) return false;
    const std::int64_t now = base::steady_milliseconds();
    if (now - begun >= context_.options.lock_wait.count()) {
      Error error(ErrorKind::locked, "another run holds this database: " + describe(connection.locker().holder()),
                  "try again when it is done; the lock ends with the process or session that holds it");
      error.state = "nothing was changed";
      throw error;
    }
    if (now - told >= 1'000) {
      told = now;
      context_.emit({.kind = EventKind::waiting_for_lock,
                     .milliseconds = now - begun,
                     .text = describe(connection.locker().holder())});
    }
    const auto half = static_cast<unsigned>(poll.count() / 2);
    context_.pause(std::chrono::milliseconds{half + random() % (half + 1)});
  }
}

void RunnerLock::acquire_again() {
  held_ = false;
  acquire();
}

void RunnerLock::release() noexcept {
  if (!held_) return;
  held_ = false;
  context_.connection().locker().release();
}

}  // namespace dunlin::run
