#include "schema/change.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace dunlin::schema {

std::string Change::text() const {
  static constexpr std::string_view verbs[] = {"create", "drop", "alter", "rebuild"};
  std::string out = std::string(verbs[static_cast<std::size_t>(kind)]) + " " + object.text();
  if (!attributes.empty()) out += " (" + base::join(attributes, ", ") + ")";
  return out;
}

bool Change::alters(std::string_view attribute) const {
  return std::find(attributes.begin(), attributes.end(), attribute) != attributes.end();
}

}  // namespace dunlin::schema
