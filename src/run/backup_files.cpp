#include "run/backup_files.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <unordered_map>

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/fail_point.hpp"
#include "base/file.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "database/driver.hpp"

namespace dunlin::run {
namespace {

constexpr const char* index_name = ".dunlin-backups";
constexpr std::string_view index_head =
    "# Written by `dunlin db backup`: file, database, SHA-256. Keep it with the files.";
constexpr std::size_t longest_part = 60;
constexpr std::string_view replaced = "-replaced.";

/// Letters and digits, dots and underscores: what every file system takes, and no '-', which separates parts.
std::string file_part(std::string_view text, std::string_view also) {
  std::string out;
  for (const char c : text) {
    if (out.size() >= longest_part) break;
    const bool plain = base::is_alpha(c) || base::is_digit(c) || c == '_' || also.find(c) != std::string_view::npos;
    out += plain ? c : '_';
  }
  if (!out.empty() && out[0] == '.') out[0] = '_';
  return out;
}

std::string name_of(const database::Url& url) {
  std::string name = base::base_name(url.path);
  if (database::driver_for(url).creates_on_open) name = name.substr(0, name.find_last_of('.'));
  name = file_part(name, ".-");
  return name.empty() ? "database" : name;
}

}  // namespace

std::string identity_of(const database::Url& url) {
  const auto& driver = database::driver_for(url);
  if (driver.creates_on_open) {
    const std::unique_ptr<char, decltype(&::free)> real(::realpath(url.path.c_str(), nullptr), ::free);
    std::string path = real ? real.get() : url.path.c_str();
    std::ranges::replace_if(
        path, [](char c) { return c == '\t' || c == '\n'; }, ' ');
    return std::string(driver.name) + ":" + path;
  }
  return std::string(driver.name) + "://" + (url.host.empty() ? "localhost" : url.host) + ":" +
         std::to_string(url.port) + "/" + url.path;
}

std::string backup_name(const database::Url& url, std::int64_t time_ms, const std::string& version,
                        std::string_view mark, std::string_view suffix) {
  const std::string digits = base::timestamp_version(time_ms);
  return name_of(url) + "-" + digits.substr(0, 8) + "T" + digits.substr(8) + "Z-" +
         (version.empty() ? "base" : file_part(version, ".")) + (mark.empty() ? "" : "-") + std::string(mark) +
         std::string(suffix);
}

std::string time_in_name(std::string_view name) {
  // ...-20261130T224500Z-...
  for (std::size_t at = name.find('-'); at != std::string_view::npos; at = name.find('-', at + 1)) {
    const std::string_view part = name.substr(at + 1, 17);
    if (part.size() < 17 || part[8] != 'T' || part[15] != 'Z' || part[16] != '-') continue;
    std::uint64_t number = 0;
    if (!base::parse_number(part.substr(0, 8), number) || !base::parse_number(part.substr(9, 6), number)) continue;
    const std::string text(part);
    return text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 2) + "T" + text.substr(9, 2) + ":" +
           text.substr(11, 2) + ":" + text.substr(13, 2) + "Z";
  }
  return {};
}

std::vector<BackupEntry> read_index(const std::string& folder) {
  std::vector<BackupEntry> entries;
  const std::string path = base::join_path(folder, index_name);
  if (!base::file_exists(path)) return entries;
  const std::string text = base::read_file(path);
  std::unordered_map<std::string, std::size_t> known;
  for (const auto line : base::split(text, '\n')) {
    const auto parts = base::split(line, '\t');
    if (line.starts_with('#') || parts.size() != 3) continue;
    BackupEntry entry{std::string(parts[0]), std::string(parts[1]), std::string(parts[2])};
    if (entry.file.find('/') != std::string::npos || !base::file_exists(base::join_path(folder, entry.file))) continue;
    const auto [found, fresh] = known.try_emplace(entry.file, entries.size());
    if (fresh) {
      entries.push_back(std::move(entry));
    } else {
      entries[found->second] = std::move(entry);  // the name was used again
    }
  }
  std::ranges::stable_sort(entries, {}, [](const BackupEntry& entry) { return time_in_name(entry.file); });
  return entries;
}

void add_to_index(const std::string& folder, const BackupEntry& entry) {
  const std::string path = base::join_path(folder, index_name);
  if (!base::file_exists(path)) base::append_line(path, index_head);
  base::append_line(path, entry.file + "\t" + entry.database + "\t" + entry.sha256);
}

std::string sha256_of_file(const std::string& path) {
  const base::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) throw base::system_error("cannot open", path);
  base::Sha256 digest;
  std::string buffer(1 << 20, '\0');
  for (;;) {
    const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw base::system_error("cannot read", path);
    if (got == 0) return digest.hex();
    digest.update(std::string_view(buffer.data(), static_cast<std::size_t>(got)));
  }
}

std::vector<std::string> remove_oldest(const std::string& folder, const std::string& database, std::int64_t keep) {
  std::vector<std::string> mine;
  for (const auto& entry : read_index(folder)) {
    // Those of `restore --keep-old` were asked for one by one.
    if (entry.database == database && entry.file.find(replaced) == std::string::npos) mine.push_back(entry.file);
  }
  std::vector<std::string> removed;
  for (std::size_t i = 0; i + static_cast<std::size_t>(keep) < mine.size(); ++i) {
    removed.push_back(base::join_path(folder, mine[i]));
    base::remove_file(removed.back());
    base::fail_point("backup: an old one removed");
  }
  return removed;
}

}  // namespace dunlin::run
