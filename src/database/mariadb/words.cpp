#include "database/mariadb/words.hpp"

#include "base/text.hpp"

namespace dunlin::database::mariadb {
namespace {

// The statement from its first character that is neither white space nor in a comment. The inside of /*! ... */ is SQL.
std::string_view skip_blank(std::string_view text) {
  for (;;) {
    while (!text.empty() && base::is_space(text.front())) text.remove_prefix(1);
    if (text.rfind("/*!", 0) == 0 || text.rfind("/*M!", 0) == 0) {
      text.remove_prefix(text[2] == 'M' ? 4 : 3);
      while (!text.empty() && base::is_digit(text.front())) text.remove_prefix(1);
    } else if (text.rfind("*/", 0) == 0) {
      text.remove_prefix(2);
    } else if (text.rfind("/*", 0) == 0) {
      const std::size_t end = text.find("*/", 2);
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
    } else if (text.starts_with('#') || text.starts_with("-- ") || text.starts_with("--\n") ||
               text.starts_with("--\t")) {
      const std::size_t end = text.find('\n');
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    } else {
      return text;
    }
  }
}

}  // namespace

std::string leading_words(std::string_view statement, std::size_t count) {
  std::string words;
  std::string_view rest = skip_blank(statement);
  for (; count > 0; --count) {
    std::size_t length = 0;
    while (length < rest.size() &&
           (base::is_alpha(rest[length]) || base::is_digit(rest[length]) || rest[length] == '_')) {
      ++length;
    }
    if (length == 0) break;
    if (!words.empty()) words += ' ';
    words += base::upper(rest.substr(0, length));
    rest = skip_blank(rest.substr(length));
  }
  return words;
}

}  // namespace dunlin::database::mariadb
