#include "database/sqlite/lexis.hpp"

#include <string_view>

namespace dunlin::database {

namespace {

// Each of these answers a transaction with an error (or, for foreign_keys, does nothing in one without a word).
constexpr std::string_view no_transaction[] = {
    "vacuum",
    "detach",
    "pragma * journal_mode =",
    "pragma * journal_mode (",
    "pragma * synchronous =",
    "pragma * synchronous (",
    "pragma * wal_checkpoint",
};

constexpr std::string_view session[] = {"attach", "detach"};

}  // namespace

const sql::LexRules sqlite_lex_rules = {
    .bracket_names = true,
    .backtick_names = true,
    .delimiter_command = true,
    .trigger_bodies = true,
    .folding = sql::NameFolding::keep,
    .temporary_schema = "temp",
    .no_transaction = no_transaction,
    .implicit_commit = {},
    .session = session,
};

}  // namespace dunlin::database
