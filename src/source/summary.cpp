#include "source/summary.hpp"

#include "base/text.hpp"

namespace dunlin::source {
namespace {

// Whether a query calls set_config(): pg_dump empties the search path so.
bool calls_set_config(const Statement& statement, const sql::LexRules& rules) {
  const std::vector<sql::Token> tokens = sql::tokens(statement.text, rules, 8);
  for (const sql::Token& token : tokens) {
    if (base::equals_ignoring_case(token.text, "set_config")) return true;
  }
  return false;
}

}  // namespace

void Summarizer::add_transaction(sql::TransactionVerb verb) {
  using sql::TransactionVerb;
  switch (verb) {
    case TransactionVerb::begin:
      if (open_) summary_.own_transaction_plain = false;
      open_ = true;
      break;
    case TransactionVerb::commit:
      if (!open_) summary_.own_transaction_plain = false;
      open_ = false;
      break;
    case TransactionVerb::rollback:
      summary_.own_transaction_plain = false;
      open_ = false;
      break;
    case TransactionVerb::none:
    case TransactionVerb::savepoint:
    case TransactionVerb::release:
    case TransactionVerb::rollback_to:
      return;
  }
  summary_.own_transaction = true;
}

void Summarizer::add_pragma(const Statement& statement) {
  // PRAGMA [schema.]name [= value | (value)]
  if (!base::equals_ignoring_case(std::string_view(statement.text).substr(0, 6), "pragma")) return;
  const std::vector<sql::Token> tokens = sql::tokens(statement.text, rules_, 6);
  std::size_t at = 1;
  if (tokens.size() > 3 && tokens[2].text == ".") at = 3;
  if (at >= tokens.size()) return;
  const std::string name = base::lower(sql::name_of(tokens[at], rules_));
  if (name != "foreign_keys" && name != "defer_foreign_keys" && name != "legacy_alter_table") return;
  summary_.foreign_key_pragma = true;
  summary_.changes_session = true;
  if (name != "foreign_keys" || at + 2 >= tokens.size()) return;
  std::string value = base::lower(tokens[at + 2].text);
  if (value.size() > 2 && (value[0] == '\'' || value[0] == '"')) value = value.substr(1, value.size() - 2);
  if (!foreign_keys_seen_) {
    summary_.wants_foreign_keys = value == "on" || value == "1" || value == "true" || value == "yes";
  }
  foreign_keys_seen_ = true;
}

void Summarizer::add(const Statement& statement) {
  using sql::StatementKind;
  ++seen_;
  const sql::StatementInfo& info = statement.info;
  if (info.refuses_transaction && !summary_.refuses_transaction) {
    summary_.refuses_transaction = true;
    summary_.refuses_at = statement.place;
  }
  summary_.implicit_commit = summary_.implicit_commit || info.implicit_commit;
  summary_.batches = summary_.batches || statement.batch.has_value();
  if (!info.destroys.empty()) summary_.destroys.push_back(info.destroys);
  if (info.kind == StatementKind::transaction) add_transaction(info.transaction);
  if (info.kind == StatementKind::session) summary_.changes_session = true;
  if (info.kind == StatementKind::query && calls_set_config(statement, rules_)) summary_.changes_session = true;
  if (info.kind == StatementKind::definition && info.verb == "DROP TABLE") summary_.drops_table = true;
  add_pragma(statement);
}

Summary Summarizer::finish() {
  if (open_) summary_.own_transaction_plain = false;
  summary_.statements = seen_;
  return summary_;
}

}  // namespace dunlin::source
