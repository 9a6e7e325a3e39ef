#include "run/batch_text.hpp"

#include <map>

#include "base/text.hpp"
#include "sql/classify.hpp"

namespace dunlin::run {
namespace {

using Replacements = std::map<std::string, std::string>;

/// Replaces parameters and counts how often each stands there.
std::string replace(std::string_view statement, const Replacements& with, const sql::LexRules& rules,
                    std::map<std::string, int>& found) {
  std::string out;
  std::size_t copied = 0;
  std::string_view before;
  const auto all = sql::tokens(statement, rules);
  for (std::size_t i = 0; i < all.size(); ++i) {
    sql::Token token = all[i];
    // Where :name is no parameter of the database's own, it is a colon and a word.
    if (token.text == ":" && i + 1 < all.size() && all[i + 1].offset == token.offset + 1) {
      token.text = statement.substr(token.offset, 1 + all[++i].text.size());
    }
    const std::string name = base::lower(token.text);
    const auto hit = with.find(name);
    if (hit != with.end()) {
      if ((name == ":batch_from" && before == ">") || (name == ":batch_to" && before == "<")) {
        Error error(ErrorKind::config,
                    "'" + std::string(before) + " " + name + "' would leave out the row at the end of each batch",
                    "both ends belong to a batch: write `key BETWEEN :batch_from AND :batch_to`, or >= and <=");
        error.statement = std::string(statement);
        error.offset = token.offset;
        throw error;
      }
      out += statement.substr(copied, token.offset - copied);
      out += hit->second;
      copied = token.offset + token.text.size();
      ++found[name];
    }
    before = token.text;
  }
  return out += statement.substr(copied);
}

}  // namespace

std::string bind_batch_size(std::string_view statement, std::int64_t size, const sql::LexRules& rules) {
  std::map<std::string, int> found;
  std::string text = replace(statement, {{":batch_size", std::to_string(size)}}, rules, found);
  if (found.empty()) {
    throw Error(ErrorKind::config, "a batched statement must say how much it changes at a time",
                "limit it by :batch_size, for instance `WHERE id IN (SELECT id FROM t WHERE ... LIMIT :batch_size)`");
  }
  return text;
}

std::string bind_batch_range(std::string_view statement, const std::string& from, const std::string& to,
                             const sql::LexRules& rules) {
  std::map<std::string, int> found;
  std::string text = replace(statement, {{":batch_from", from}, {":batch_to", to}}, rules, found);
  if (found[":batch_from"] == 0 || found[":batch_to"] == 0) {
    throw Error(ErrorKind::config, "a statement batched by a key must name both ends of its range",
                "write `WHERE key BETWEEN :batch_from AND :batch_to`");
  }
  return text;
}

std::string literal(const Value& value, const database::Connection& connection) {
  if (const auto* text = std::get_if<std::string>(&value)) return connection.quote_text(*text);
  if (const auto* blob = std::get_if<Blob>(&value)) {
    std::string hex = "X'";
    for (const std::byte byte : *blob) {
      hex += "0123456789ABCDEF"[std::to_integer<unsigned>(byte) >> 4];
      hex += "0123456789ABCDEF"[std::to_integer<unsigned>(byte) & 15];
    }
    return hex + "'";
  }
  return to_text(value);
}

}  // namespace dunlin::run
