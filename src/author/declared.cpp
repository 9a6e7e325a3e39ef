#include "author/declared.hpp"

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

/// One part of the list in parentheses: a column, a constraint, a label.
struct Element {
  ObjectKind kind = ObjectKind::column;
  std::string name;
  bool label = false;
};

class Reader {
 public:
  Reader(std::string_view statement, const sql::StatementInfo& info, const sql::LexRules& rules)
      : scanner_(statement, rules), info_(info), rules_(rules) {}

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
      wants_name_ = upper == "CONSTRAINT" || upper == "INDEX" || upper == "KEY";
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

std::vector<DeclaredRename> read_declared(std::string_view statement, const sql::StatementInfo& info,
                                          const std::optional<std::string>& before, const sql::LexRules& rules) {
  std::vector<DeclaredRename> found;
  if (!info.verb.starts_with("CREATE")) return found;
  if (const auto kind = kind_of(info.object); kind && before) {
    const bool index = *kind == ObjectKind::index;
    const auto& name = index ? info.table : info.name;
    found.push_back({*kind, {name.schema, name.name}, index ? info.name.name : std::string(), false, *before});
  }
  for (auto& each : Reader(statement, info, rules).all()) found.push_back(std::move(each));
  return found;
}

}  // namespace dunlin::author
