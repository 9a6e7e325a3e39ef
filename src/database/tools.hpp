// The programs that databases bring along for dumps: run, listened to, and their failures told.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/process.hpp"
#include "database/backup.hpp"

namespace dunlin::database {

/// What there is to say about a tool that is not there.
struct Tool {
  std::vector<std::string> names;  ///< the first that is there is taken
  std::string install;             ///< "apt-get install ...": how to get it
};

/// Its name. Throws Error{unsupported} that says how to get it.
[[nodiscard]] std::string find_tool(const Tool& tool);

/// run_programs(), and an Error{io} for the first program that failed: `what` did not happen, its words in the detail.
void run_tools(const std::vector<base::Program>& programs, const base::Streams& streams, const std::string& what);

/// Reads a file from its beginning for a program's input, and tells how far it is.
class FileFeed {
 public:
  FileFeed(const std::string& file, BackupProgress progress);
  ~FileFeed();
  FileFeed(const FileFeed&) = delete;
  FileFeed& operator=(const FileFeed&) = delete;

  std::size_t operator()(char* into, std::size_t size);
  void tell() const { progress_(done_, total_); }

 private:
  int fd_;
  std::string file_;
  std::int64_t done_ = 0, total_ = 0;
  BackupProgress progress_;
};

/// How large a file is now; -1: not known.
[[nodiscard]] std::int64_t file_size(const std::string& file);

/// Cuts what comes in pieces into lines. Lines longer than `most` are given as far as that.
class Lines {
 public:
  explicit Lines(std::function<void(std::string_view line)> each, std::size_t most = std::size_t{64} << 20)
      : each_(std::move(each)), most_(most) {}
  void take(std::string_view bytes);
  void end();

 private:
  std::function<void(std::string_view)> each_;
  std::size_t most_;
  std::string begun_;
};

/// Error{refused}: the file is not whole.
[[nodiscard]] Error damaged_backup(const std::string& file, std::string detail);

}  // namespace dunlin::database
