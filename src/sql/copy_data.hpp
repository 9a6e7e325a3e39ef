// The lines between COPY ... FROM stdin; and "\.", streamed.
#pragma once

#include <cstddef>

#include "base/content.hpp"
#include "sql/scanner.hpp"

namespace dunlin::sql {

class CopyData : public base::ByteSource {
 public:
  explicit CopyData(Scanner& scanner) : scanner_(scanner) {}

  /// The scanner stands behind the COPY: what is left of its line is skipped; it may hold a comment and nothing else.
  void begin();
  /// Skips what was not read. Returns whether there was data, so that a line begins at the scanner's offset.
  bool finish();
  std::size_t read(char* into, std::size_t size) override;

 private:
  bool at_end_mark();
  void take_end_mark();

  Scanner& scanner_;
  bool begun_ = false;  // since the last finish()
  bool open_ = false;
  bool line_begins_ = false;
};

}  // namespace dunlin::sql
