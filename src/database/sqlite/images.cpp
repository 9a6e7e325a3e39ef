#include "database/sqlite/images.hpp"

#include <fcntl.h>
#include <linux/fs.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/fail_point.hpp"
#include "base/file.hpp"
#include "base/private_folder.hpp"
#include "base/text.hpp"
#include "database/sqlite/connection.hpp"

namespace dunlin::database::sqlite {
namespace {

constexpr const char* process_prefix = "process.";
constexpr const char* unready_prefix = "making.";

void remove_all(const std::string& path) noexcept {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

void remove_database(const std::string& file) {
  for (const char* suffix : {"", "-wal", "-shm", "-journal", "-dunlin"}) {
    if (::unlink((file + suffix).c_str()) != 0 && errno != ENOENT) throw base::system_error("cannot remove", file);
  }
}

void copy_bytes(int from, int to, const std::string& path) {
  if (::ioctl(to, FICLONE, from) == 0) return;
  for (;;) {
    const ssize_t copied = ::copy_file_range(from, nullptr, to, nullptr, std::size_t{1} << 30, 0);
    if (copied == 0) return;
    if (copied > 0) continue;
    if (errno == EINTR) continue;
    break;  // between two file systems, or not known here: what was copied so far is gone on with
  }
  char buffer[1 << 16];
  for (;;) {
    const ssize_t got = ::read(from, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw base::system_error("cannot read the image for", path);
    if (got == 0) return;
    for (ssize_t put = 0; put < got;) {
      const ssize_t written = ::write(to, buffer + put, static_cast<std::size_t>(got - put));
      if (written < 0 && errno != EINTR) throw base::system_error("cannot write", path);
      if (written > 0) put += written;
    }
  }
}

/// A file that is locked while this lives; waits for another process that holds it.
base::Descriptor lock_file(const std::string& path) {
  base::Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file.valid()) throw base::system_error("cannot create", path);
  while (::flock(file.get(), LOCK_EX) != 0) {
    if (errno != EINTR) throw base::system_error("cannot lock", path);
  }
  return file;
}

/// Whether no process holds it: one that has ended gave it up, one that is ending may have removed it.
bool abandoned(const std::string& lock) {
  const base::Descriptor file(::open(lock.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
  if (!file.valid()) return errno == ENOENT;
  return ::flock(file.get(), LOCK_EX | LOCK_NB) == 0;
}

class SqliteImages final : public Images {
 public:
  explicit SqliteImages(const Url& url) : url_(url) {
    const char* temporary = std::getenv("TMPDIR");
    root_ = base::private_folder(base::join_path(temporary != nullptr && *temporary != '\0' ? temporary : "/tmp",
                                                 "dunlin-testing-" + std::to_string(::geteuid())),
                                 "the folder of databases for tests", "Remove it, or set TMPDIR to another folder");
    url_.scheme = "sqlite";
    url_.host.clear();
    url_.has_authority = false;
    url_.parameters.erase("mode");
  }

  std::string engine() override { return std::string("SQLite ") + sqlite3_libversion(); }

  bool ready(const std::string& image) override {
    const std::string file = image_file(image);
    return ::utimensat(AT_FDCWD, file.c_str(), nullptr, 0) == 0;
  }

  void lock(const std::string& image) override { preparing_ = lock_file(image_file(image) + ".lock"); }
  void unlock(const std::string&) noexcept override { preparing_ = base::Descriptor(); }

  Url begin(const std::string& image) override {
    remove_database(image_file(image) + ".new");
    return url_of(image_file(image) + ".new");
  }

  void finish(const std::string& image) override {
    const std::string file = image_file(image) + ".new";
    {
      // Without what a WAL would still hold: the copies are made of this one file.
      SqliteConnection connection(locate(url_of(file)), OpenOptions{});
      (void)connection.query("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    struct stat wal {};
    if (::stat((file + "-wal").c_str(), &wal) == 0 && wal.st_size > 0) {
      throw Error(ErrorKind::locked, "the database that was prepared for tests is still open somewhere",
                  "Close connections to it before the seed returns");
    }
    base::fail_point("testing: image made");
    if (::rename(file.c_str(), image_file(image).c_str()) != 0) throw base::system_error("cannot write", file);
    base::fail_point("testing: image published");
  }

  Url copy(const std::string& image, const std::string& name) override {
    const std::string from = image_file(image);
    const base::Descriptor source(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
    if (!source.valid()) throw base::system_error("cannot open", from);
    if (process_folder_.empty()) make_process_folder();
    std::string path = base::join_path(process_folder_, name + ".db");
    const base::Descriptor target(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!target.valid()) throw base::system_error("cannot create", path);
    copies_.insert(name);
    copy_bytes(source.get(), target.get(), path);
    return url_of(path);
  }

  void drop(const std::string& name) override {
    remove_database(base::join_path(process_folder_, name + ".db"));
    copies_.erase(name);
    if (!copies_.empty()) return;
    remove_all(std::exchange(process_folder_, {}));
    process_ = base::Descriptor();
  }

  void sweep(std::chrono::hours unused) override {
    const std::int64_t oldest = base::now_milliseconds() - std::chrono::milliseconds(unused).count();
    const std::int64_t yesterday = base::now_milliseconds() - std::chrono::milliseconds(std::chrono::hours{24}).count();
    for (const auto& entry : base::list_directory(root_)) {
      const std::string path = base::join_path(root_, entry.name);
      struct stat status {};
      if (path == process_folder_ || ::lstat(path.c_str(), &status) != 0) continue;
      const std::int64_t changed = status.st_mtim.tv_sec * 1000;
      if (entry.name.starts_with(process_prefix)) {
        if (abandoned(base::join_path(path, "lock"))) remove_all(path);
      } else if (entry.name.starts_with(unready_prefix) ? changed < yesterday
                                                        : is_image(entry.name) && changed < oldest) {
        remove_all(path);
      }
    }
  }

 private:
  /// Not the lock beside it, which somebody may be waiting for.
  [[nodiscard]] static bool is_image(const std::string& name) {
    return name.starts_with(image_prefix) && !name.ends_with(".lock");
  }
  [[nodiscard]] std::string image_file(const std::string& image) const { return base::join_path(root_, image + ".db"); }

  [[nodiscard]] Url url_of(const std::string& file) const {
    Url url = url_;
    url.path = file;
    return url;
  }

  void make_process_folder() {
    // Under its own name only once it is locked, because one that is not is swept.
    std::string unready = base::join_path(root_, unready_prefix + std::string("XXXXXX"));
    if (::mkdtemp(unready.data()) == nullptr) throw base::system_error("cannot create a folder in", root_);
    process_ = lock_file(base::join_path(unready, "lock"));
    process_folder_ = base::join_path(root_, process_prefix + unready.substr(unready.rfind('.') + 1));
    if (::rename(unready.c_str(), process_folder_.c_str()) != 0) throw base::system_error("cannot rename", unready);
  }

  Url url_;
  std::string root_;
  std::string process_folder_;  ///< of this process's copies; locked while it lives
  base::Descriptor process_;
  base::Descriptor preparing_;
  std::set<std::string> copies_;
};

}  // namespace

std::unique_ptr<Images> open_images(const Url& url) { return std::make_unique<SqliteImages>(url); }

}  // namespace dunlin::database::sqlite
