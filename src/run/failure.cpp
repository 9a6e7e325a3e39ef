#include "run/failure.hpp"

#include <random>

#include "base/text.hpp"

namespace dunlin::run {

void wait_before_retry(Context& context, const Step& step, const Error& error, int tries) {
  static thread_local std::minstd_rand random{std::random_device{}()};
  const std::int64_t longest = std::min<std::int64_t>(10'000, std::int64_t{100} << std::min(tries, 10));
  const std::int64_t time = longest / 2 + static_cast<std::int64_t>(random()) % (longest / 2 + 1);
  context.emit({.kind = EventKind::retry,
                .migration = step.title,
                .version = step.version,
                .direction = step.direction,
                .index = tries,
                .total = context.options.lock_retries,
                .milliseconds = time,
                .text = error.message,
                .place = error.place});
  context.pause(std::chrono::milliseconds{time});
}

std::string words_for_done(const std::vector<MigrationRun>& done) {
  if (done.empty()) return "nothing else was changed";
  const bool up = done.back().direction == Direction::up;
  return base::plural(static_cast<std::int64_t>(done.size()), "migration") + " before it " +
         (done.size() == 1 ? "is " : "are ") + (up ? "applied" : "undone");
}

void record_failure(Context& context, const Step& step, const Error& error) {
  auto& connection = context.connection();
  if (error.kind == ErrorKind::in_doubt || connection.lost() || connection.capabilities().read_only) return;
  auto entry = context.entry("failed", step);
  entry.detail = (error.place.line != 0 ? error.place.text() + ": " : std::string()) + error.message;
  try {
    // A commit that waits for the disk: it makes those before it durable as well.
    std::vector<database::Command> commands = connection.begin({});
    commands.push_back(context.history().logged(entry));
    commands.push_back(connection.commit());
    connection.execute_all(commands);
  } catch (const Error&) {
    // The log is a courtesy here; the failure itself is told to the caller.
    connection.rollback();
  }
}

std::string first_line(std::string_view statement) {
  constexpr std::size_t longest = 100;
  std::string line(statement.substr(0, std::min(statement.find_first_of("\r\n"), longest)));
  if (line.size() < statement.size()) {
    while (!line.empty() && base::find_invalid_utf8(line) != std::string::npos) line.pop_back();
    line += " ...";
  }
  return line;
}

}  // namespace dunlin::run
