#include "cli/table.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "cli/width.hpp"

namespace dunlin::cli {

Table& Table::right(std::size_t column) {
  right_.push_back(column);
  return *this;
}

std::vector<std::string> Table::lines(const Style& style) const {
  std::vector<std::size_t> widths(headings_.size(), 0);
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(one_line(base::printable(row[i].text))));
    }
  }
  for (std::size_t i = 0; i < headings_.size(); ++i) {
    if (widths[i] != 0) widths[i] = std::max(widths[i], display_width(headings_[i]));
  }
  const auto render = [&](const std::vector<Cell>& row) {
    std::string line;
    std::size_t owed = 0;  // padding is written only when something follows
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (widths[i] == 0) continue;
      const std::string text = one_line(base::printable(row[i].text));
      const std::size_t gap = widths[i] - std::min(widths[i], display_width(text));
      const bool at_right = std::find(right_.begin(), right_.end(), i) != right_.end();
      if (at_right) owed += gap;
      if (!text.empty()) {
        line.append(owed, ' ');
        line += style(row[i].tone, text);
        owed = 0;
      }
      owed += (at_right ? 0 : gap) + 2;
    }
    return line;
  };
  std::vector<std::string> out;
  std::vector<Cell> heading;
  for (const auto& text : headings_) heading.push_back({text, Tone::dim});
  out.push_back(render(heading));
  for (const auto& row : rows_) out.push_back(render(row));
  return out;
}

}  // namespace dunlin::cli
