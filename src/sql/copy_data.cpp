#include "sql/copy_data.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.hpp"

namespace dunlin::sql {

void CopyData::begin() {
  while (true) {
    const int c = scanner_.peek();
    if (c < 0 || c == '\n' || c == '\r') break;
    if (c == '-' && scanner_.peek(1) == '-') {
      scanner_.skip_line();
      break;
    }
    if (!base::is_space(static_cast<char>(c))) {
      scanner_.fail(scanner_.offset(), "something follows COPY ... FROM stdin on its line",
                    "the data begins on the next line; put this behind the line \\. that ends the data");
    }
    scanner_.skip(1);
  }
  if (scanner_.peek() == '\r') scanner_.skip(1);
  if (scanner_.peek() == '\n') scanner_.skip(1);
  begun_ = open_ = true;
  line_begins_ = true;
}

bool CopyData::at_end_mark() {
  if (!line_begins_ || scanner_.peek() != '\\' || scanner_.peek(1) != '.') return false;
  const int c = scanner_.peek(2);
  return c < 0 || c == '\n' || c == '\r';
}

void CopyData::take_end_mark() {
  scanner_.skip(2);
  if (scanner_.peek() == '\r') scanner_.skip(1);
  if (scanner_.peek() == '\n') scanner_.skip(1);
  open_ = false;
}

std::size_t CopyData::read(char* into, std::size_t size) {
  std::size_t done = 0;
  while (open_ && done < size) {
    if (at_end_mark()) {
      take_end_mark();
      break;
    }
    const std::string_view window = scanner_.window();
    if (window.empty()) {
      open_ = false;
      break;
    }
    // All up to the next backslash that begins a line is data; so is this byte, which is no end mark.
    std::size_t take = 1;
    while (take < window.size()) {
      const auto* found = static_cast<const char*>(std::memchr(window.data() + take, '\\', window.size() - take));
      take = found == nullptr ? window.size() : static_cast<std::size_t>(found - window.data());
      if (found == nullptr || found[-1] == '\n' || found[-1] == '\r') break;
      ++take;
    }
    take = std::min(take, size - done);
    std::memcpy(into + done, window.data(), take);
    done += take;
    line_begins_ = window[take - 1] == '\n' || window[take - 1] == '\r';
    scanner_.skip(take);
    scanner_.keep(scanner_.offset());
  }
  scanner_.keep(scanner_.offset());
  return done;
}

bool CopyData::finish() {
  if (!begun_) return false;
  begun_ = false;
  std::array<char, 16384> waste{};
  while (read(waste.data(), waste.size()) != 0) {
  }
  return true;
}

}  // namespace dunlin::sql
