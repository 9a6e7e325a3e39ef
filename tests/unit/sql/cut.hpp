// Helpers for tests of the splitter: every text is cut once for each of several sizes of reads, and all must agree.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "base/content.hpp"
#include "database/mariadb/lexis.hpp"
#include "database/postgres/lexis.hpp"
#include "database/sqlite/lexis.hpp"
#include "sql/splitter.hpp"

namespace dunlin::sql::test {

using database::mariadb_lex_rules;
using database::postgres_lex_rules;
using database::sqlite_lex_rules;

/// Hands out bytes in reads of at most `step`.
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

inline std::string read_all(base::ByteSource& source) {
  std::string all;
  char buffer[5];  // small, so that a line comes in pieces
  for (std::size_t got = 0; (got = source.read(buffer, sizeof buffer)) != 0;) all.append(buffer, got);
  return all;
}

/// One line for each item: "statement 1:1 text", "data text", "marker 2:1 text", or "error 1:7 message".
inline std::vector<std::string> describe(std::string_view text, const LexRules& rules, std::size_t step, bool places,
                                         bool read_data, bool comments, const Markers& markers) {
  std::vector<std::string> lines;
  StepSource source(text, step);
  const auto place = [places](std::size_t line, std::size_t column) {
    return places ? std::to_string(line) + ":" + std::to_string(column) + " " : std::string();
  };
  try {
    Splitter splitter(source, rules, markers, "file.sql", {}, comments);
    while (true) {
      const Item item = splitter.next();
      if (item.kind == ItemKind::end) break;
      const char* kind = item.kind == ItemKind::marker ? "marker " : item.kind == ItemKind::comment ? "comment " : "";
      lines.push_back(place(item.begin.line, item.begin.column) + kind + item.text);
      if (item.kind != ItemKind::statement) continue;
      EXPECT_EQ(item.text, text.substr(item.begin.offset, item.text.size()));
      EXPECT_GE(item.after.offset, item.begin.offset + item.text.size());
      if (item.has_data && read_data) lines.push_back("data " + read_all(splitter.copy_data()));
    }
    EXPECT_EQ(splitter.next().kind, ItemKind::end);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::config);
    EXPECT_EQ(error.place.file, "file.sql");
    EXPECT_FALSE(error.hint.empty());
    lines.push_back("error " + place(error.place.line, error.place.column) + error.message);
  }
  return lines;
}

inline std::vector<std::string> describe_each_way(std::string_view text, const LexRules& rules, bool places,
                                                  bool read_data = true, bool comments = false,
                                                  const Markers& markers = {{"dunlin:", "+goose "}}) {
  const auto expected = describe(text, rules, 1 << 20, places, read_data, comments, markers);
  for (const std::size_t step : {1u, 2u, 3u, 7u, 4096u}) {
    EXPECT_EQ(describe(text, rules, step, places, read_data, comments, markers), expected) << "reads of " << step;
  }
  return expected;
}

/// The statements (and markers) of a text.
inline std::vector<std::string> cut(std::string_view text, const LexRules& rules) {
  return describe_each_way(text, rules, false);
}

/// The same with their places.
inline std::vector<std::string> cut_with_places(std::string_view text, const LexRules& rules) {
  return describe_each_way(text, rules, true);
}

using Lines = std::vector<std::string>;

}  // namespace dunlin::sql::test
