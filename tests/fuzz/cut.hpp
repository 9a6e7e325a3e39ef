// Cutting a text for the fuzzers.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "base/content.hpp"
#include "base/text.hpp"
#include "dunlin/error.hpp"
#include "sql/splitter.hpp"

namespace dunlin::fuzz {

class StepSource : public base::ByteSource {
 public:
  StepSource(std::string_view bytes, std::size_t step) : bytes_(bytes), step_(step) {}
  std::size_t read(char* into, std::size_t size) override {
    const std::size_t count = std::min({size, step_, bytes_.size()});
    std::memcpy(into, bytes_.data(), count);
    bytes_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view bytes_;
  std::size_t step_;
};

struct Cut {
  std::vector<sql::Item> items;
  std::string error;  ///< with its place; empty: none
};

inline Cut cut(std::string_view text, const sql::LexRules& rules, std::size_t step, const sql::Markers& markers) {
  Cut result;
  StepSource source(text, step);
  try {
    sql::Splitter splitter(source, rules, markers, "f");
    for (sql::Item item = splitter.next(); item.kind != sql::ItemKind::end; item = splitter.next()) {
      result.items.push_back(std::move(item));
    }
  } catch (const Error& error) {
    result.error = error.place.text() + " " + error.message;
  }
  return result;
}

inline bool is_plain_utf8(std::string_view text) {
  return text.find('\0') == std::string_view::npos && base::find_invalid_utf8(text) == std::string_view::npos;
}

}  // namespace dunlin::fuzz
