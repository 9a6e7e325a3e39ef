#include "author/declared.hpp"

#include <utility>

#include "base/text.hpp"
#include "sql/scanner.hpp"

namespace dunlin::author {
namespace {

using schema::ObjectKind;
using sql::Lexeme;
using sql::LexemeKind;

constexpr std::string_view prefix = "dunlin:";
constexpr std::string_view directive = "renamed-from";

std::optional<ObjectKind> kind_of(sql::ObjectKind kind) {
  switch (kind) {
    case sql::ObjectKind::table:
      return ObjectKind::table;
    case sql::ObjectKind::type:
      return ObjectKind::type;
    case sql::ObjectKind::index:
      return ObjectKind::index;
    case sql::ObjectKind::view:
    case sql::ObjectKind::materialized_view:
      return ObjectKind::view;
    case sql::ObjectKind::sequence:
      return ObjectKind::sequence;
    default:
      return std::nullopt;
  }
}

/// The old name, where the comment's text (without --) is this directive.
std::optional<std::string> renamed_from(std::string_view comment, const sql::LexRules& rules) {
  if (!comment.starts_with(prefix)) return std::nullopt;
  comment.remove_prefix(prefix.size());
  const auto words = base::words(comment);
  if (!words.empty() && words[0] == "contains") return std::nullopt;  // of a snapshot
  if (words.empty() || words[0] != directive) {
    throw Error(ErrorKind::config,
                "a schema has no directive dunlin:" + base::printable(words.empty() ? std::string_view() : words[0]),
                "the one that there is: -- dunlin:renamed-from OLD_NAME");
  }
  const auto name = base::trim(comment.substr(directive.size()));
  if (name.empty()) {
    throw Error(ErrorKind::config, "dunlin:renamed-from says no name", "write -- dunlin:renamed-from OLD_NAME");
  }
  // As in SQL: quoted where it has to be, and qualified or not.
  std::string out;
  for (const auto& token : sql::tokens(name, rules)) {
    out += token.kind == sql::TokenKind::symbol ? std::string(token.text) : sql::name_of(token, rules);
  }
  return out;
}

/// One part of the list in parentheses: a column, a constraint, a label.
struct Element {
  ObjectKind kind = ObjectKind::column;
  std::string name;
  bool label = false;
};

class Reader {
 public:
  Reader(std::string_view statement, const sql::StatementInfo& info, const sql::LexRules& rules)
      : statement_(statement), scanner_(statement, rules), info_(info), rules_(rules) {}

  std::vector<DeclaredRename> all() {
    const auto whole = kind_of(info_.object);
    if (!whole) return {};
    for (Lexeme lexeme = scanner_.next(); lexeme.kind != LexemeKind::end; lexeme = scanner_.next()) {
      take(lexeme);
    }
    return std::move(found_);
  }

 private:
  void take(const Lexeme& lexeme) {
    const std::string_view text = scanner_.text(lexeme.begin, lexeme.end);
    if (lexeme.kind == LexemeKind::space) {
      if (text.find('\n') != std::string_view::npos) line_has_token_ = false;
      return;
    }
    if (lexeme.kind == LexemeKind::line_comment) {
      take_comment(text);
      // The comment may have taken its line break along.
      if (text.ends_with('\n')) line_has_token_ = false;
      return;
    }
    if (lexeme.kind == LexemeKind::block_comment) return;
    line_has_token_ = true;
    if (text == "(") {
      if (++depth_ == 1) begins_ = true;
      return;
    }
    if (text == ")") {
      --depth_;
      return;
    }
    if (depth_ == 1 && text == ",") {
      begins_ = true;
      return;
    }
    if (depth_ == 1 && (begins_ || wants_name_)) take_name(lexeme, text);
  }

  /// The first words of an element: its name, or the word behind which the name stands.
  void take_name(const Lexeme& lexeme, std::string_view text) {
    const std::string upper = lexeme.kind == LexemeKind::word ? base::upper(text) : std::string();
    if (begins_) {
      element_ = Element();
      begins_ = false;
      wants_name_ =
          upper == "CONSTRAINT" || ((upper == "INDEX" || upper == "KEY") && is_index(statement_.substr(lexeme.end)));
      if (wants_name_) {
        element_->kind = upper == "CONSTRAINT" ? ObjectKind::check : ObjectKind::index;
        return;
      }
    }
    wants_name_ = false;
    element_->label = lexeme.kind == LexemeKind::string && info_.object == sql::ObjectKind::type;
    if (element_->label) element_->kind = ObjectKind::type;
    sql::Token token;
    token.kind = lexeme.kind == LexemeKind::quoted_name ? sql::TokenKind::quoted_name
                 : lexeme.kind == LexemeKind::string    ? sql::TokenKind::string
                                                        : sql::TokenKind::word;
    token.text = text;
    element_->name = sql::name_of(token, rules_);
    if (pending_) {
      add(*element_, *pending_);
      pending_.reset();
    }
  }

  /// What stands behind INDEX or KEY; a column may be called so. "name (a, b)" and not "varchar(20)".
  [[nodiscard]] bool is_index(std::string_view behind) const {
    const auto tokens = sql::tokens(behind, rules_, 3);
    const auto is = [&](std::size_t i, std::string_view symbol) {
      return i < tokens.size() && tokens[i].text == symbol;
    };
    if (is(0, "(")) return true;
    if (tokens.size() > 1 && base::equals_ignoring_case(tokens[1].text, "USING")) return true;
    using enum sql::TokenKind;
    return is(1, "(") && tokens.size() > 2 && (tokens[2].kind == word || tokens[2].kind == quoted_name);
  }

  void take_comment(std::string_view text) {
    text.remove_prefix(text.starts_with("--") ? 2 : 1);
    const auto old = renamed_from(base::trim(text), rules_);
    if (!old) return;
    if (!line_has_token_) {
      pending_ = old;  // of what comes next
    } else if (element_) {
      add(*element_, *old);
    } else {
      found_.push_back({*kind_of(info_.object), {info_.name.schema, info_.name.name}, {}, false, *old});
    }
  }

  void add(const Element& element, const std::string& old) {
    found_.push_back({element.kind, {info_.name.schema, info_.name.name}, element.name, element.label, old});
  }

  std::string_view statement_;
  sql::Scanner scanner_;
  const sql::StatementInfo& info_;
  const sql::LexRules& rules_;
  int depth_ = 0;
  bool begins_ = false;      ///< the next token is the first of an element
  bool wants_name_ = false;  ///< the next token is its name
  bool line_has_token_ = false;
  std::optional<Element> element_;
  std::optional<std::string> pending_;
  std::vector<DeclaredRename> found_;
};

}  // namespace

void Declarations::add_whole(const std::string& from) {
  const auto kind = kind_of(last_.object);
  if (!kind) return;
  const bool index = *kind == ObjectKind::index;
  const auto& name = index ? last_.table : last_.name;
  into_.push_back({*kind, {name.schema, name.name}, index ? last_.name.name : std::string(), false, from});
}

void Declarations::take_comment(const sql::Item& comment) {
  const auto old = renamed_from(comment.text, rules_);
  if (!old) return;
  if (comment.begin.line != last_line_) {
    pending_ = old;
  } else if (last_.verb.starts_with("CREATE")) {
    add_whole(*old);
  }
}

void Declarations::take_statement(const sql::Item& statement, const sql::StatementInfo& info) {
  last_ = info;
  last_line_ = statement.after.line;
  const auto before = std::exchange(pending_, std::nullopt);
  if (!info.verb.starts_with("CREATE")) return;
  if (before) add_whole(*before);
  for (auto& each : Reader(statement.text, info, rules_).all()) into_.push_back(std::move(each));
}

}  // namespace dunlin::author
