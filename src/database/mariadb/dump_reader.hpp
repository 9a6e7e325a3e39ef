// Reads a dump as mariadb-dump and mysqldump write it, line by line: the history's rows in it, and whether it is whole.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "database/backup.hpp"

namespace dunlin::database::mariadb {

class DumpReader {
 public:
  explicit DumpReader(const std::string& history_table);

  void line(std::string_view text);

  BackupContents contents;
  bool complete = false;
  bool is_dump = false;  ///< it begins like one

 private:
  void rows(std::string_view text);

  std::string insert_;
  bool inserting_ = false;
  std::vector<std::string> columns_;
};

}  // namespace dunlin::database::mariadb
