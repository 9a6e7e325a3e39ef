#include "database/mariadb/dump_reader.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace dunlin::database::mariadb {
namespace {

/// One value of a VALUES list from `at` on: text without its quotes and escapes, anything else as it stands.
std::string read_value(std::string_view text, std::size_t& at) {
  std::string value;
  if (at < text.size() && text[at] == '_') {  // _binary '...'
    while (at < text.size() && text[at] != '\'' && text[at] != ',' && text[at] != ')') ++at;
  }
  if (at >= text.size() || text[at] != '\'') {
    while (at < text.size() && text[at] != ',' && text[at] != ')') value += text[at++];
    return value == "NULL" ? std::string() : value;
  }
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\' && at + 1 < text.size()) {
      const char c = text[++at];
      value += c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c == '0' ? '\0' : c == 'Z' ? '\x1a' : c;
    } else if (text[at] == '\'') {
      if (at + 1 >= text.size() || text[at + 1] != '\'') {
        ++at;
        break;
      }
      value += text[++at];
    } else {
      value += text[at];
    }
  }
  return value;
}

std::string quoted(std::string_view name) { return "`" + base::replace_all(std::string(name), "`", "``") + "`"; }

}  // namespace

DumpReader::DumpReader(const std::string& history_table) : insert_("INSERT INTO " + quoted(history_table) + " (") {}

void DumpReader::line(std::string_view text) {
  if (inserting_ || text.starts_with(insert_)) {
    if (!inserting_) {
      const std::size_t end = text.find(") VALUES");
      if (end == std::string_view::npos) return;
      columns_.clear();
      for (const auto name : base::split(text.substr(insert_.size(), end - insert_.size()), ',')) {
        columns_.push_back(base::replace_all(std::string(base::trim(name)), "`", ""));
      }
      text.remove_prefix(end + 8);
      inserting_ = true;
    }
    rows(text);
  } else if (text.starts_with("-- MariaDB dump ") || text.starts_with("-- MySQL dump ")) {
    is_dump = true;
  } else if (text.starts_with("-- Server version")) {
    const auto words = base::words(text.substr(17));
    const std::string version(words.empty() ? std::string_view() : words[0]);
    const bool mariadb = version.find("MariaDB") != std::string::npos;
    contents.product = (mariadb ? "MariaDB " : "MySQL ") + version.substr(0, version.find('-'));
  } else if (text.starts_with("-- Dump completed")) {
    complete = true;
  }
}

/// "(...),(...);", all of it or a part that ends between two rows.
void DumpReader::rows(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] == ';') {
      inserting_ = false;
      return;
    }
    if (text[at++] != '(') continue;
    BackupRow row;
    for (std::size_t column = 0; at < text.size(); ++column) {
      std::string value = read_value(text, at);
      const std::string name = column < columns_.size() ? columns_[column] : std::string();
      if (name == "version") {
        row.version = std::move(value);
      } else if (name == "kind") {
        row.kind = std::move(value);
      } else if (name == "checksum") {
        row.checksum = std::move(value);
      }
      const char next = at < text.size() ? text[at++] : ')';
      if (next == ')') break;
    }
    contents.history.push_back(std::move(row));
  }
}

}  // namespace dunlin::database::mariadb
