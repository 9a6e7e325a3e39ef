// The first words of a statement, for the few statements that the connection itself must recognise. Anything deeper
// is read with sql::tokens().
#pragma once

#include <string>
#include <string_view>

namespace dunlin::database::mariadb {

/// Up to `count` leading words, upper case, one space between; comments before and between are skipped.
[[nodiscard]] std::string leading_words(std::string_view statement, std::size_t count);

/// Whether `words` is `prefix` or goes on behind it with a space.
[[nodiscard]] inline bool begins_with(std::string_view words, std::string_view prefix) {
  return words.substr(0, prefix.size()) == prefix && (words.size() == prefix.size() || words[prefix.size()] == ' ');
}

}  // namespace dunlin::database::mariadb
