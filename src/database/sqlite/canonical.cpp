#include "database/sqlite/canonical.hpp"

#include <algorithm>
#include <initializer_list>

#include "base/text.hpp"

namespace dunlin::database::sqlite {
namespace {

using Words = std::initializer_list<std::string_view>;

bool is_any(const Token& token, Words words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return token.is(word); });
}

const Token& at(Tokens tokens, std::size_t i) {
  static const Token none{TokenKind::symbol, "", ""};
  return i < tokens.size() ? tokens[i] : none;
}

bool is_join_word(const Token& token) {
  return token.reserved == "JOIN" || is_any(token, {"LEFT", "RIGHT", "FULL", "INNER", "OUTER", "CROSS", "NATURAL"});
}

class Writer {
 public:
  Writer(Tokens tokens, const std::vector<std::string>* columns, bool lines)
      : tokens_(tokens), columns_(columns), lines_(lines) {}

  std::string write() {
    frames_.push_back({});
    write_until(tokens_.size());
    return std::move(out_);
  }
  std::vector<std::string> tables;

 private:
  enum class Clause : std::uint8_t { expression, result, from, on, order, limit };
  /// What the last token was to the next one.
  enum class Last : std::uint8_t { nothing, operand, call, keyword, infix_not, sign, minus, open, dot };
  struct Frame {
    Clause clause = Clause::expression;
    int cases = 0;  ///< CASE without its END
  };

  void write_until(std::size_t end) {
    while (i_ < end) {
      const Token& token = tokens_[i_];
      switch (token.kind) {
        case TokenKind::word:
          token.reserved.empty() ? word(token) : keyword(token);
          break;
        case TokenKind::quoted_name:
          quoted(token);
          break;
        case TokenKind::symbol:
          symbol(token);
          break;
        default:
          put(token.text, Last::operand);
          break;
      }
      ++i_;
    }
  }

  [[nodiscard]] const Token& ahead(std::size_t by = 1) const { return at(tokens_, i_ + by); }
  [[nodiscard]] const Token& before(std::size_t by = 1) const { return at(tokens_, i_ - by); }  // wraps round to none
  [[nodiscard]] Frame& frame() { return frames_.back(); }
  [[nodiscard]] bool dotted() const { return last_ == Last::dot || ahead().is("."); }
  /// A table's name is expected.
  [[nodiscard]] bool at_table() {
    return (frame().clause == Clause::from && last_ != Last::operand && last_ != Last::dot) ||
           is_any(before(), {"INTO", "UPDATE"});
  }

  void put(std::string_view text, Last becomes, bool new_line = false) {
    const bool tight = out_.empty() || last_ == Last::open || last_ == Last::dot || last_ == Last::sign ||
                       (last_ == Last::minus && text[0] != '-') || text == ")" || text == "," || text == ";" ||
                       text == "." || (text == "(" && last_ == Last::call);
    if (new_line && lines_ && !out_.empty() && frames_.size() == 1) {
      out_ += '\n';
    } else if (!tight) {
      out_ += ' ';
    }
    out_ += text;
    last_ = becomes;
  }
  void put_name(const std::string& name) { put(name, ahead().is("(") ? Last::call : Last::operand); }

  /// "DISTINCT FROM" behind IS is an operator.
  [[nodiscard]] bool begins_clause(const Token& token) const {
    return !(token.reserved == "FROM" && before().reserved == "DISTINCT" && is_any(before(2), {"IS", "NOT"}));
  }

  void keyword(const Token& token) {
    const std::string_view word = token.reserved;
    bool new_line = false;
    if (word == "SELECT") {
      new_line = last_ != Last::nothing;
      put(word, Last::keyword, new_line);
      frame().clause = Clause::result;
      results();
      return;
    }
    if (word == "FROM" && begins_clause(token)) {
      frame().clause = Clause::from;
      new_line = true;
    } else if (word == "JOIN") {
      frame().clause = Clause::from;
      new_line = !is_join_word(before());
    } else if ((word == "ON" || word == "USING") && frame().clause == Clause::from) {
      frame().clause = Clause::on;
    } else if (word == "WHERE" || word == "HAVING" || word == "GROUP" || word == "SET" || word == "VALUES") {
      frame().clause = Clause::expression;
      new_line = word != "SET" && word != "VALUES";
    } else if (word == "UNION" || word == "EXCEPT" || word == "INTERSECT") {
      frame().clause = Clause::expression;
      new_line = true;
    } else if (word == "ORDER" || word == "LIMIT") {
      frame().clause = word == "ORDER" ? Clause::order : Clause::limit;
      new_line = true;
    } else if (word == "CASE") {
      ++frame().cases;
    } else if (word == "NOT" && last_ == Last::operand) {
      put(word, Last::infix_not);
      return;
    }
    const bool value = word == "NULL" || word == "ISNULL" || word == "NOTNULL";
    put(word, value ? Last::operand : Last::keyword, new_line);
  }

  /// The result columns of a SELECT whose word is the last that was put.
  void results() {
    if (is_any(ahead(), {"DISTINCT", "ALL"})) {
      ++i_;
      put(tokens_[i_].reserved, Last::keyword);
    }
    while (true) {
      const std::size_t begin = i_ + 1;
      std::size_t end = begin;
      for (; end < tokens_.size(); ++end) {
        const Token& token = tokens_[end];
        if (token.is("(")) end = behind_parentheses(tokens_, end) - 1;
        if (token.is(",") || token.is(")") || token.is(";")) break;
        const bool ends = token.reserved == "FROM" || token.reserved == "WHERE" || token.reserved == "GROUP" ||
                          token.reserved == "HAVING" || token.reserved == "ORDER" || token.reserved == "LIMIT" ||
                          token.reserved == "UNION" || token.reserved == "EXCEPT" || token.reserved == "INTERSECT";
        if (ends && !(end >= 2 && tokens_[end - 1].reserved == "DISTINCT" && end - 1 > begin)) break;
      }
      i_ = begin;
      const std::size_t mark = out_.size();
      write_until(end);
      const Tokens item = tokens_.subspan(begin, end - begin);
      if (!item.empty() && !is_named(item)) {
        out_.resize(mark);
        out_ += ' ';
        out_.append(item.front().text.data(), item.back().text.data() + item.back().text.size());
      }
      i_ = end - 1;
      if (!at(tokens_, end).is(",")) return;
      i_ = end;
      put(",", Last::keyword);
    }
  }

  /// Whether a result column's name is not its text.
  [[nodiscard]] static bool is_named(Tokens item) {
    const Token& last = item.back();
    if (item.size() == 1) {
      const bool clock = is_any(last, {"CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP"});
      return (is_name(last) && !clock) || last.is("*");
    }
    const Token& before = item[item.size() - 2];
    if (last.is("*")) return before.is(".");
    if (!is_name(last)) return false;
    if (before.reserved == "AS" || before.is(")") || before.reserved == "NULL") return true;
    if (before.is(".")) {  // a.b, a.b.c
      return std::ranges::all_of(item, [](const Token& each) { return is_name(each) || each.is("."); });
    }
    // An alias without AS; END of a CASE is none, and neither is what an operator or a collation is called.
    if (last.is("END")) return false;
    const bool operator_word = is_any(before, {"LIKE", "GLOB", "REGEXP", "MATCH", "OVER"});
    return before.kind != TokenKind::symbol && before.reserved.empty() && !operator_word;
  }

  void symbol(const Token& token) {
    if (token.is("(")) {
      const bool joined = frame().clause == Clause::from && last_ != Last::operand && last_ != Last::call;
      put(token.text, Last::open);
      frames_.push_back({joined ? Clause::from : Clause::expression, 0});
    } else if (token.is(")")) {
      if (frames_.size() > 1) frames_.pop_back();
      put(token.text, Last::operand);
    } else if (token.is(".")) {
      put(token.text, Last::dot);
    } else if (token.is(",")) {
      if (frame().clause == Clause::on) frame().clause = Clause::from;
      put(token.text, Last::keyword);
    } else if (token.is("*") && last_ != Last::operand) {
      put(token.text, Last::operand);
    } else if (is_any(token, {"-", "+", "~"}) && last_ != Last::operand) {
      put(token.text, token.is("-") ? Last::minus : Last::sign);
    } else {
      put(token.is("==") ? "=" : token.is("!=") ? "<>" : token.text, Last::keyword);
    }
  }

  /// The column of the table that is called so, as it was declared; empty: none.
  [[nodiscard]] std::string column(std::string_view name) const {
    if (columns_ == nullptr) return {};
    const auto found =
        std::ranges::find_if(*columns_, [&](const auto& each) { return base::equals_ignoring_case(each, name); });
    return found == columns_->end() ? std::string() : written_name(*found);
  }

  void quoted(const Token& token) {
    const std::string name = name_of(token);
    if (before().reserved == "COLLATE") return put(written_collation(name), Last::operand);
    const bool table = at_table();
    if (skip_qualifier(table, name)) return;
    if (const std::string known = column(name); !known.empty() && !ahead().is("(")) return put_name(known);
    const bool certain =
        token.text[0] != '"' || dotted() || table || ahead().is("(") || is_any(before(), {"AS", "JOIN", "FROM"});
    if (certain) {
      if (table && !ahead().is(".")) use(name);
      return put_name(written_name(name));
    }
    if (columns_ == nullptr) return put(token.text, Last::operand);
    const bool row = is_any({TokenKind::word, name, ""}, {"rowid", "oid", "_rowid_"});
    put(row ? name : written_text(name), Last::operand);
  }

  void word(const Token& token) {
    const std::string_view text = token.text;
    if (before().reserved == "COLLATE") return put(written_collation(std::string(text)), Last::operand);
    const bool table = at_table();
    if (skip_qualifier(table, text)) return;
    if (table && !is_join_word(token) && !ahead().is(".")) use(std::string(text));
    if (!dotted() && !table && contextual(token)) return;
    if (!ahead().is("(")) {
      if (const std::string known = column(text); !known.empty()) return put_name(known);
      if (columns_ != nullptr && !dotted() && is_any(token, {"TRUE", "FALSE"})) {
        return put(base::upper(text), Last::operand);
      }
    } else if (!table && last_ != Last::dot) {
      if (const std::string small = base::lower(text); is_function(small)) return put(small, Last::call);
    }
    put_name(std::string(text));
  }

  /// Writes a word that is a keyword only where it stands, and returns whether it is.
  bool contextual(const Token& token) {
    const auto as = [&](Last becomes, bool new_line = false) {
      put(base::upper(token.text), becomes, new_line);
      return true;
    };
    const Clause clause = frame().clause;
    if (is_any(token, {"CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP"})) return as(Last::operand);
    if (before().reserved == "AS" && !token.is("MATERIALIZED")) return false;
    if (token.is("END") && frame().cases > 0) {
      --frame().cases;
      return as(Last::operand);
    }
    if (is_any(token, {"LIKE", "GLOB", "REGEXP", "MATCH"})) {
      return (last_ == Last::operand || last_ == Last::infix_not) && as(Last::keyword);
    }
    if (is_any(token, {"CAST", "RAISE"})) return ahead().is("(") && as(Last::call);
    if (token.is("BY")) return is_any(before(), {"ORDER", "GROUP", "PARTITION", "INDEXED"}) && as(Last::keyword);
    if (is_any(token, {"ASC", "DESC", "NULLS"})) {
      return clause == Clause::order && last_ == Last::operand && as(Last::operand);
    }
    if (is_any(token, {"FIRST", "LAST"})) return before().is("NULLS") && as(Last::operand);
    if (clause == Clause::from || clause == Clause::on) {
      if (is_join_word(token) && is_join_word(ahead())) return as(Last::keyword, !is_join_word(before()));
    }
    if (token.is("OFFSET")) return clause == Clause::limit && last_ == Last::operand && as(Last::keyword);
    if (token.is("WITH")) return (last_ == Last::nothing || last_ == Last::open) && as(Last::keyword);
    if (token.is("RECURSIVE")) return before().is("WITH") && as(Last::keyword);
    if (token.is("MATERIALIZED")) return is_any(before(), {"AS", "NOT"}) && ahead().is("(") && as(Last::keyword);
    if (is_any(token, {"OVER", "FILTER"})) return before().is(")") && as(Last::keyword);
    if (token.is("PARTITION")) return ahead().is("BY") && as(Last::keyword);
    if (token.is("REPLACE") && ahead().reserved == "INTO") return as(Last::keyword);
    if (is_any(token, {"IGNORE", "ABORT", "FAIL", "ROLLBACK", "REPLACE"})) {
      const bool way = before().reserved == "OR" && is_any(before(2), {"INSERT", "UPDATE"});
      return (way || (before().is("(") && before(2).is("RAISE"))) && as(Last::keyword);
    }
    if (token.is("CONFLICT")) return before().reserved == "ON" && as(Last::keyword);
    if (token.is("DO")) return is_any(ahead(), {"NOTHING", "UPDATE"}) && as(Last::keyword);
    return false;
  }

  /// "main." before a table says nothing, nor does the table's own name in what belongs to it.
  bool skip_qualifier(bool table, std::string_view name) {
    if (!ahead().is(".")) return false;
    if (columns_ == nullptr && (!table || !base::equals_ignoring_case(name, "main"))) return false;
    ++i_;
    return true;
  }
  void use(const std::string& name) {
    if (std::ranges::find(tables, name) == tables.end()) tables.push_back(name);
  }
  [[nodiscard]] static std::string written_collation(const std::string& name) {
    const std::string canonical = canonical_collation(name);
    return canonical.empty() ? "BINARY" : written_name(canonical);
  }

  Tokens tokens_;
  const std::vector<std::string>* columns_;
  bool lines_;
  std::size_t i_ = 0;
  std::string out_;
  Last last_ = Last::nothing;
  std::vector<Frame> frames_;
};

}  // namespace

std::string canonical_expression(Tokens tokens, const std::vector<std::string>& columns) {
  return Writer(tokens, &columns, false).write();
}

std::string canonical_query(Tokens tokens, std::vector<std::string>* tables) {
  constexpr std::size_t kLine = 100;
  Writer writer(tokens, nullptr, false);
  std::string text = writer.write();
  if (tables != nullptr) *tables = std::move(writer.tables);
  return text.size() <= kLine ? text : Writer(tokens, nullptr, true).write();
}

std::string canonical_type(Tokens tokens) {
  std::string out;
  bool tight = true;
  for (const Token& token : tokens) {
    const bool closes = token.is("(") || token.is(")") || token.is(",");
    if (!tight && !closes) out += ' ';
    tight = token.is("(") || token.is("-") || token.is("+");
    out += token.kind == TokenKind::word ? base::upper(token.text) : std::string(token.text);
  }
  return out;
}

std::string canonical_collation(const std::string& name) {
  for (const std::string_view known : {"NOCASE", "RTRIM"}) {
    if (base::equals_ignoring_case(name, known)) return std::string(known);
  }
  return base::equals_ignoring_case(name, "BINARY") ? std::string() : name;
}

std::size_t behind_parentheses(Tokens tokens, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < tokens.size(); ++i) {
    if (tokens[i].is("(")) ++depth;
    if (tokens[i].is(")") && --depth == 0) return i + 1;
  }
  return tokens.size();
}

}  // namespace dunlin::database::sqlite
