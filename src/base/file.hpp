// Whole files, and the paths to them. All of it throws Error{io} with the path and the system's reason.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dunlin::base {

struct DirectoryEntry {
  std::string name;
  bool is_directory = false;
};

[[nodiscard]] bool file_exists(const std::string& path);
[[nodiscard]] bool directory_exists(const std::string& path);
[[nodiscard]] std::string read_file(const std::string& path);
/// Entries without "." and "..", sorted by name byte for byte; symbolic links are followed.
[[nodiscard]] std::vector<DirectoryEntry> list_directory(const std::string& path);
/// Creates the file with these bytes; refuses where one is already there.
void create_file(const std::string& path, std::string_view bytes);
/// Creates an empty file that only its owner may read; refuses where one is already there.
void create_private_file(const std::string& path);
/// Gives a finished file its name, durably: after a crash it is there whole or not at all. Refuses where that name is
/// taken.
void publish_file(const std::string& from, const std::string& to);
/// Appends a line and makes it durable; the file is made where there is none, for its owner only.
void append_line(const std::string& path, std::string_view line);
/// Nothing where there is no such file.
void remove_file(const std::string& path);
void create_directories(const std::string& path);
[[nodiscard]] std::string join_path(std::string_view directory, std::string_view name);
[[nodiscard]] std::string base_name(std::string_view path);

}  // namespace dunlin::base
