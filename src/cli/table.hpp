// Aligned columns for people.
#pragma once

#include <string>
#include <vector>

#include "cli/output.hpp"

namespace dunlin::cli {

struct Cell {
  std::string text;  ///< plain: painting happens after measuring
  Tone tone = Tone::plain;
};

class Table {
 public:
  explicit Table(std::vector<std::string> headings) : headings_(std::move(headings)) {}
  /// A column whose cells stand at the right edge (numbers).
  Table& right(std::size_t column);
  void add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }
  /// Lines without trailing white space. A column in which every cell is empty is left out.
  [[nodiscard]] std::vector<std::string> lines(const Style& style) const;

 private:
  std::vector<std::string> headings_;
  std::vector<std::size_t> right_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace dunlin::cli
