// A run as people see it: a line per migration when it is done, the statements with --verbose, and on a terminal one
// live line that says what takes so long.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "cli/output.hpp"
#include "dunlin/event.hpp"

namespace dunlin::cli {

/// "12,000 of about 50,000 rows, 3,000 rows/s, 12 s left".
[[nodiscard]] std::string batch_text(std::int64_t rows, std::int64_t total, std::int64_t milliseconds);
/// "12.3 MB".
[[nodiscard]] std::string bytes_text(std::int64_t bytes);
/// "backup: copying, 40 %", "restore: loading, 12.3 MB".
[[nodiscard]] std::string amount_text(const Event& event);
/// "applied 004_add_comments in 12 ms".
[[nodiscard]] std::string finished_text(const Event& event, const Style& style);

class RunView {
 public:
  /// `announce_backups`: a line for each that is taken; off where the command's own result says it.
  explicit RunView(Output& out, bool announce_backups = true);
  ~RunView();
  RunView(const RunView&) = delete;
  RunView& operator=(const RunView&) = delete;

  /// The Observer's callback.
  void see(const Event& event);

 private:
  void live(std::string text, bool at_once);
  void tick();

  Output& out_;
  bool announce_backups_;
  std::string migration_;  ///< under way
  std::string hook_;       ///< the point of the hook that runs
  std::mutex mutex_;
  std::condition_variable wake_;
  std::string live_;        ///< what the live line says, without the time that it takes
  std::int64_t since_ = 0;  ///< when that began
  bool at_once_ = false;    ///< it changes by itself; else shown only once it takes long
  bool ending_ = false;
  std::thread ticker_;
};

}  // namespace dunlin::cli
