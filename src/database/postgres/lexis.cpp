#include "database/postgres/lexis.hpp"

#include <string_view>

namespace dunlin::database {

namespace {

// Every caller of PreventInTransactionBlock in the server. REFRESH MATERIALIZED VIEW CONCURRENTLY is not one.
constexpr std::string_view no_transaction[] = {
    "create index concurrently",
    "drop index concurrently",
    "reindex * concurrently",
    "reindex database",
    "reindex system",
    "reindex schema",
    "reindex ( * ) database",
    "reindex ( * ) system",
    "reindex ( * ) schema",
    "vacuum",
    "cluster $",
    "cluster verbose $",
    "cluster ( * ) $",
    "create database",
    "drop database",
    "alter database * set tablespace",
    "create tablespace",
    "drop tablespace",
    "alter system",
    "alter table * detach partition * concurrently",
    "create subscription",
    "drop subscription",
    "alter subscription * refresh publication",
    "alter subscription * set publication",
    "alter subscription * add publication",
    "alter subscription * drop publication",
    "discard all",
    "commit prepared",
    "rollback prepared",
};

constexpr std::string_view session[] = {
    "set",    "reset",    "discard", "prepare",           "deallocate",
    "listen", "unlisten", "load",    "select set_config", "select pg_catalog . set_config",
};

}  // namespace

const sql::LexRules postgres_lex_rules = {
    .dollar_quotes = true,
    .nested_comments = true,
    .return_ends_comment = true,
    .escape_strings = true,
    .delimiter_command = true,
    .psql_commands = true,
    .copy_from_stdin = true,
    .begin_atomic = true,
    .folding = sql::NameFolding::lower,
    .temporary_schema = "pg_temp",
    .no_transaction = no_transaction,
    .implicit_commit = {},
    .session = session,
};

}  // namespace dunlin::database
