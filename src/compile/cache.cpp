#include "compile/cache.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "base/clock.hpp"
#include "base/fail_point.hpp"
#include "base/file.hpp"
#include "base/private_folder.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"

namespace dunlin::compile {
namespace {

constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;
constexpr std::int64_t keep_ms = 90 * day_ms;
constexpr std::string_view workshop_prefix = "work.";

std::string chosen_folder() {
  const auto set = [](const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
  };
  if (auto folder = set("DUNLIN_CACHE_DIR"); !folder.empty()) return folder;
  // Not absolute is not to be heeded, says the XDG Base Directory Specification.
  if (auto folder = set("XDG_CACHE_HOME"); folder.starts_with('/')) return base::join_path(folder, "dunlin");
  if (auto folder = set("HOME"); !folder.empty()) return base::join_path(folder, ".cache/dunlin");
  throw Error(ErrorKind::config, "there is no folder to keep compiled migrations in: HOME is not set",
              "Name one in DUNLIN_CACHE_DIR");
}

std::int64_t age_ms(const struct stat& status) {
  return base::now_milliseconds() - (status.st_mtim.tv_sec * 1000 + status.st_mtim.tv_nsec / 1'000'000);
}

/// "SHA256 PATH" for each; empty where one cannot be read.
std::string manifest_of(const std::vector<std::string>& headers) {
  std::string text;
  for (const std::string& header : headers) {
    try {
      text += base::sha256_hex(base::read_file(header)) + " " + header + "\n";
    } catch (const Error&) {
      return {};
    }
  }
  return text;
}

void synchronize(const std::string& file) {
  const base::Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!opened.valid() || ::fsync(opened.get()) != 0) throw base::system_error("cannot write", file);
}

void move(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) throw base::system_error("cannot write", to);
}

/// That it was used, now and then.
void touch(const std::string& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) == 0 && age_ms(status) > day_ms) ::utimensat(AT_FDCWD, file.c_str(), nullptr, 0);
}

}  // namespace

Cache Cache::open() {
  return Cache(base::private_folder(chosen_folder(), "the folder of compiled migrations",
                                    "Name another one in DUNLIN_CACHE_DIR"));
}

std::string Cache::path(std::string_view name) const { return base::join_path(folder_, name); }

std::string Cache::find(const std::string& key) const {
  const std::string manifest = path(key + ".headers");
  if (!base::file_exists(manifest)) return {};
  std::string text;
  try {
    text = base::read_file(manifest);
  } catch (const Error&) {
    return {};  // swept just now
  }
  std::vector<std::string> headers;
  for (const auto line : base::split(text, '\n')) {
    if (line.size() > 65) headers.emplace_back(line.substr(65));
  }
  if (manifest_of(headers) != text) return {};
  std::string library = path(key + "-" + base::sha256_hex(text).substr(0, 16) + ".so");
  if (!base::file_exists(library)) return {};
  touch(manifest);
  touch(library);
  return library;
}

base::Descriptor Cache::lock(const std::string& key, const Stop& stop) const {
  const std::string file = path(key + ".lock");
  base::Descriptor lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock.valid()) throw base::system_error("cannot create", file);
  while (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) break;  // where files cannot be locked, two compile: no harm
    if (stop && stop()) throw Error(ErrorKind::cancelled, "stopped on request");
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
  return lock;
}

Cache::Workshop::Workshop(const Cache& cache) : folder_(cache.path(std::string(workshop_prefix) + "XXXXXX")) {
  if (::mkdtemp(folder_.data()) == nullptr) throw base::system_error("cannot create a folder in", cache.folder_);
}

Cache::Workshop::~Workshop() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string Cache::publish(const std::string& key, const std::string& library, const std::vector<std::string>& headers,
                           std::int64_t begun_ms) const {
  const std::string manifest = manifest_of(headers);
  std::string to = path(key + "-" + base::sha256_hex(manifest).substr(0, 16) + ".so");
  // A header that changed while it was compiled: which text went in is not known, so the next run compiles again.
  bool certain = true;
  for (const std::string& header : headers) {
    struct stat status {};
    certain = certain && ::stat(header.c_str(), &status) == 0 &&
              status.st_mtim.tv_sec * 1000 + status.st_mtim.tv_nsec / 1'000'000 < begun_ms;
  }
  synchronize(library);
  base::fail_point("compile: library made");
  move(library, to);
  base::fail_point("compile: library published");
  if (!certain) return to;
  const std::string written = library + ".headers";
  base::create_file(written, manifest);
  synchronize(written);
  move(written, path(key + ".headers"));
  base::fail_point("compile: manifest published");
  return to;
}

void Cache::sweep() const noexcept {
  try {
    for (const auto& entry : base::list_directory(folder_)) {
      const bool work = entry.name.starts_with(workshop_prefix);
      const bool ours =
          entry.name.ends_with(".so") || entry.name.ends_with(".headers") || entry.name.ends_with(".lock");
      struct stat status {};
      if ((!work && !ours) || ::lstat(path(entry.name).c_str(), &status) != 0) continue;
      if (age_ms(status) < (work ? day_ms : keep_ms)) continue;
      std::error_code ignored;
      std::filesystem::remove_all(path(entry.name), ignored);
    }
  } catch (const std::exception&) {
    // What is left costs space only.
  }
}

std::vector<std::string> read_dependencies(const std::string& rule) {
  std::vector<std::string> files;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) files.push_back(std::exchange(word, {}));
  };
  const auto colon = rule.find(':');
  for (std::size_t i = colon == std::string::npos ? rule.size() : colon + 1; i < rule.size(); ++i) {
    const char c = rule[i];
    const char next = i + 1 < rule.size() ? rule[i + 1] : '\0';
    if (c == '\\' && next == '\n') {
      end_word();
      ++i;
    } else if ((c == '\\' && (next == ' ' || next == '#' || next == '\\')) || (c == '$' && next == '$')) {
      word += next;
      ++i;
    } else if (c == '\n') {
      break;  // further rules are for headers that have gone
    } else if (base::is_space(c)) {
      end_word();
    } else {
      word += c;
    }
  }
  end_word();
  if (!files.empty()) files.erase(files.begin());
  return files;
}

}  // namespace dunlin::compile
