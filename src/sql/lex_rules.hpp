// How one database spells SQL, as data: the lexer, splitter and classifier are written once and read it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace dunlin::sql {

enum class NameFolding : std::uint8_t { lower, keep };  ///< what happens to an unquoted name

struct LexRules {
  bool dollar_quotes = false;          ///< $tag$ ... $tag$
  bool nested_comments = false;        ///< /* /* */ */
  bool hash_comments = false;          ///< # to the end of the line
  bool return_ends_comment = false;    ///< a carriage return alone ends a -- comment
  bool dashes_need_space = false;      ///< -- is a comment only before white space or the end (MySQL manual 9.7)
  bool versioned_comments = false;     ///< /*!40101 ... */ and /*M!100000 ... */ are statements or parts of them
  bool backslash_escapes = false;      ///< \' inside '...' and "..." (unless sql_mode has NO_BACKSLASH_ESCAPES)
  bool escape_strings = false;         ///< E'...' has backslash escapes, U&'...' has none
  bool double_quoted_strings = false;  ///< "..." is a string unless sql_mode has ANSI_QUOTES
  bool bracket_names = false;          ///< [name]
  bool backtick_names = false;         ///< `name`
  bool delimiter_command = false;      ///< DELIMITER //  (honoured on every database: real files have it everywhere)
  bool psql_commands = false;          ///< lines that begin with a backslash
  bool copy_from_stdin = false;        ///< COPY ... FROM stdin; data lines; \.
  bool begin_atomic = false;           ///< CREATE FUNCTION ... BEGIN ATOMIC ... END
  bool trigger_bodies = false;         ///< CREATE TRIGGER ... BEGIN ...; END  (SQLite)
  bool compound_bodies = false;        ///< CREATE PROCEDURE ... BEGIN IF ... END IF; END  (MariaDB, MySQL)
  NameFolding folding = NameFolding::keep;
  std::string_view temporary_schema{};  ///< what is in it goes with the session anyway

  // Lists of patterns, lower case, that a statement's leading tokens are held against, after OR REPLACE, UNIQUE,
  // DEFINER = ... and the like are taken out of a CREATE. A pattern's words must follow one another, "*" stands for
  // any tokens between (or none), "$" for the end of the statement; punctuation is a word of its own.

  /// Statements that cannot run in a transaction.
  std::span<const std::string_view> no_transaction;
  /// Statements that commit the transaction they are in (MariaDB manual, "SQL statements that cause an implicit
  /// commit").
  std::span<const std::string_view> implicit_commit;
  /// Statements that only change the session.
  std::span<const std::string_view> session;
};

}  // namespace dunlin::sql
