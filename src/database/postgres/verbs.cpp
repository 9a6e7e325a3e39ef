#include "database/postgres/verbs.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace dunlin::database::postgres {
namespace {

std::size_t skip_comment(std::string_view sql, std::size_t at) {
  if (sql.substr(at, 2) == "--") {
    const std::size_t end = sql.find('\n', at);
    return end == std::string_view::npos ? sql.size() : end + 1;
  }
  int depth = 0;
  while (at < sql.size()) {
    if (sql.substr(at, 2) == "/*") {
      ++depth;
      at += 2;
    } else if (sql.substr(at, 2) == "*/") {
      at += 2;
      if (--depth == 0) return at;
    } else {
      ++at;
    }
  }
  return at;
}

bool has(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

std::vector<std::string> leading_words(std::string_view sql, std::size_t count) {
  std::vector<std::string> words;
  std::size_t at = 0;
  while (at < sql.size() && words.size() < count) {
    if (base::is_space(sql[at])) {
      ++at;
    } else if (sql.substr(at, 2) == "--" || sql.substr(at, 2) == "/*") {
      at = skip_comment(sql, at);
    } else if (base::is_alpha(sql[at])) {
      const std::size_t begin = at;
      while (at < sql.size() && (base::is_alpha(sql[at]) || base::is_digit(sql[at]) || sql[at] == '_')) ++at;
      words.push_back(base::upper(sql.substr(begin, at - begin)));
    } else {
      break;
    }
  }
  return words;
}

bool begins_transaction(std::string_view sql) {
  const auto words = leading_words(sql, 2);
  return !words.empty() &&
         (words[0] == "BEGIN" || (words[0] == "START" && words.size() > 1 && words[1] == "TRANSACTION"));
}

bool ends_transaction(std::string_view sql) {
  const auto words = leading_words(sql, 5);
  if (words.empty() || (words[0] != "COMMIT" && words[0] != "END")) return false;
  return !has(words, "PREPARED") && (!has(words, "CHAIN") || has(words, "NO"));
}

bool rolls_back_transaction(std::string_view sql) {
  const auto words = leading_words(sql, 5);
  if (words.empty() || (words[0] != "ROLLBACK" && words[0] != "ABORT")) return false;
  return !has(words, "PREPARED") && !has(words, "TO") && (!has(words, "CHAIN") || has(words, "NO"));
}

}  // namespace dunlin::database::postgres
