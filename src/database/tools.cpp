#include "database/tools.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/descriptor.hpp"
#include "base/spawn.hpp"
#include "base/text.hpp"

namespace dunlin::database {

std::string find_tool(const Tool& tool) {
  for (const auto& name : tool.names) {
    if (!base::find_program(name).empty()) return name;
  }
  throw Error(ErrorKind::unsupported, fmt::format("the program {} is not there", base::join(tool.names, " or ")),
              tool.install);
}

void run_tools(const std::vector<base::Program>& programs, const base::Streams& streams, const std::string& what) {
  const auto ended = base::run_programs(programs, streams);
  // The one that failed by itself is the one to blame; those before it in the pipe lost their reader (141: SIGPIPE).
  std::size_t worst = ended.size();
  for (std::size_t i = 0; i < ended.size(); ++i) {
    if (!ended[i].ok() && (worst == ended.size() || ended[worst].exit_code == 141)) worst = i;
  }
  if (worst == ended.size()) return;
  Error error(ErrorKind::io, fmt::format("{}: {} failed", what, programs[worst].arguments[0]));
  error.detail = ended[worst].errors.empty() ? fmt::format("exit code {}", ended[worst].exit_code)
                                             : base::printable(ended[worst].errors.substr(0, 4096));
  throw error;
}

FileFeed::FileFeed(const std::string& file, BackupProgress progress)
    : fd_(::open(file.c_str(), O_RDONLY | O_CLOEXEC)), file_(file), progress_(std::move(progress)) {
  if (fd_ < 0) throw base::system_error("cannot open", file);
  total_ = file_size(file);
}

FileFeed::~FileFeed() { ::close(fd_); }

std::size_t FileFeed::operator()(char* into, std::size_t size) {
  for (;;) {
    const ssize_t got = ::read(fd_, into, size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw base::system_error("cannot read", file_);
    done_ += got;
    return static_cast<std::size_t>(got);
  }
}

std::int64_t file_size(const std::string& file) {
  struct stat status {};
  return ::stat(file.c_str(), &status) == 0 ? std::int64_t{status.st_size} : -1;
}

void Lines::take(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, end);
    if (begun_.empty() && end != std::string_view::npos) {
      each_(piece);
    } else {
      if (begun_.size() < most_) begun_.append(piece.substr(0, most_ - begun_.size()));
      if (end != std::string_view::npos) this->end();
    }
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
  }
}

void Lines::end() {
  if (begun_.empty()) return;
  each_(begun_);
  begun_.clear();
}

Error damaged_backup(const std::string& file, std::string detail) {
  Error error(ErrorKind::refused, fmt::format("the backup {} is damaged", base::printable(file)),
              "take another one; nothing of it was used");
  error.detail = std::move(detail);
  error.state = "nothing was changed";
  return error;
}

}  // namespace dunlin::database
