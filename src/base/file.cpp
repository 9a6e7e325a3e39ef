#include "base/file.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "base/descriptor.hpp"
#include "base/text.hpp"

namespace dunlin::base {
namespace {

bool status_of(const std::string& path, struct stat& into) { return ::stat(path.c_str(), &into) == 0; }

void sync_folder_of(const std::string& path) {
  const auto slash = path.find_last_of('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, std::max<std::size_t>(slash, 1));
  const Descriptor file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // A file system that cannot do it for folders keeps names by itself.
  if (file.valid()) (void)::fsync(file.get());
}

}  // namespace

Error system_error(std::string_view what, std::string_view path) {
  const int reason = errno;
  Error error(ErrorKind::io, std::string(what) + " '" + printable(path) + "': " + std::strerror(reason));
  error.native_code = reason;
  error.place.file = printable(path);
  return error;
}

bool file_exists(const std::string& path) {
  struct stat status {};
  return status_of(path, status) && !S_ISDIR(status.st_mode);
}

bool directory_exists(const std::string& path) {
  struct stat status {};
  return status_of(path, status) && S_ISDIR(status.st_mode);
}

std::string read_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) throw system_error("cannot open", path);
  std::string bytes;
  struct stat status {};
  if (::fstat(file.get(), &status) == 0 && S_ISREG(status.st_mode)) {
    bytes.reserve(static_cast<std::size_t>(status.st_size) + 1);
  }
  char buffer[1 << 16];
  for (;;) {
    const ssize_t got = ::read(file.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw system_error("cannot read", path);
    if (got == 0) return bytes;
    bytes.append(buffer, static_cast<std::size_t>(got));
  }
}

std::vector<DirectoryEntry> list_directory(const std::string& path) {
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(path.c_str()), ::closedir);
  if (!directory) throw system_error("cannot open the folder", path);
  std::vector<DirectoryEntry> entries;
  errno = 0;
  while (const dirent* entry = ::readdir(directory.get())) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    bool is_directory = entry->d_type == DT_DIR;
    if (entry->d_type == DT_LNK || entry->d_type == DT_UNKNOWN) is_directory = directory_exists(join_path(path, name));
    entries.push_back({std::string(name), is_directory});
    errno = 0;
  }
  if (errno != 0) throw system_error("cannot read the folder", path);
  std::ranges::sort(entries, {}, &DirectoryEntry::name);
  return entries;
}

void create_file(const std::string& path, std::string_view bytes) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (!file.valid()) throw system_error("cannot create", path);
  while (!bytes.empty()) {
    const ssize_t put = ::write(file.get(), bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) {
      const Error error = system_error("cannot write", path);
      ::unlink(path.c_str());  // half a file would be taken for a migration
      throw error;
    }
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
}

void create_private_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file.valid()) throw system_error("cannot create", path);
}

void publish_file(const std::string& from, const std::string& to) {
  const Descriptor file(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid() || ::fsync(file.get()) != 0) throw system_error("cannot write", from);
  // link() does not replace. Not every file system has it.
  if (::link(from.c_str(), to.c_str()) == 0) {
    ::unlink(from.c_str());
  } else {
    struct stat status {};
    if (errno == EEXIST || status_of(to, status)) {
      errno = EEXIST;
      throw system_error("cannot create", to);
    }
    if (::rename(from.c_str(), to.c_str()) != 0) throw system_error("cannot create", to);
  }
  sync_folder_of(to);
}

void append_line(const std::string& path, std::string_view line) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!file.valid()) throw system_error("cannot open", path);
  const std::string bytes = std::string(line) + "\n";
  const ssize_t put = ::write(file.get(), bytes.data(), bytes.size());
  if (put != static_cast<ssize_t>(bytes.size()) || ::fsync(file.get()) != 0) throw system_error("cannot write", path);
}

void remove_file(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) throw system_error("cannot remove", path);
}

void create_directories(const std::string& path) {
  if (path.empty() || directory_exists(path)) return;
  const auto slash = path.find_last_of('/');
  if (slash != std::string::npos && slash != 0) create_directories(path.substr(0, slash));
  if (::mkdir(path.c_str(), 0777) != 0 && errno != EEXIST) throw system_error("cannot create the folder", path);
  if (!directory_exists(path)) throw system_error("cannot create the folder", path);
}

std::string join_path(std::string_view directory, std::string_view name) {
  if (directory.empty() || directory == ".") return std::string(name);
  std::string path(directory);
  if (path.back() != '/') path += '/';
  path += name;
  return path;
}

std::string base_name(std::string_view path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  const auto slash = path.find_last_of('/');
  return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

}  // namespace dunlin::base
