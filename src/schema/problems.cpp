#include "schema/problems.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace dunlin::schema {

void Problems::add(const model::Where& where, std::string message, std::string hint) {
  // What is wrong for all engines is wrong for each of them.
  for (const Problem& problem : all_) {
    if (problem.message == message && problem.place.line == where.line) return;
  }
  all_.push_back({{where.file, where.line, 0}, std::move(message), std::move(hint)});
}

void Problems::raise() const {
  if (all_.empty()) return;
  const Problem& first = all_.front();
  Error error(ErrorKind::config, "the models: " + first.message, first.hint);
  error.place = first.place;
  if (all_.size() > 1) {
    for (const Problem& problem : all_) {
      const std::string place = problem.place.text();
      error.detail += (error.detail.empty() ? "" : "\n") + (place.empty() ? "" : place + ": ") + problem.message +
                      (problem.hint.empty() ? "" : "\n  " + problem.hint);
    }
  }
  throw error;
}

std::string column_title(const std::string& table, const std::string& column) {
  return base::printable(table) + "." + base::printable(column);
}

std::string suggestion(const std::string& wanted, const std::vector<std::string>& names) {
  if (const std::string near = base::nearest(wanted, names); !near.empty()) {
    return "did you mean " + base::printable(near) + "?";
  }
  if (names.empty()) return {};
  constexpr std::size_t shown = 12;
  std::vector<std::string> some(names.begin(),
                                names.begin() + static_cast<std::ptrdiff_t>(std::min(shown, names.size())));
  return (names.size() == 1 ? "there is " : "there are ") + base::printable(base::join(some, ", ")) +
         (names.size() > shown ? ", ..." : "");
}

}  // namespace dunlin::schema
