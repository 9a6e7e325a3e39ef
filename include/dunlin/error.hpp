// What a Dunlin call throws when it could not carry out what it promised, with everything that is needed to say
// what happened, where, and what to do about it. Answers (a plan with problems, a run that stopped) are values, not
// errors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>

#include "dunlin/export.hpp"

namespace dunlin {
inline namespace v0 {

/// A point in a file. Lines and columns count from 1; a column counts characters (UTF-8 code points), so that it is
/// what an editor shows. 0 means not known.
struct DUNLIN_API Place {
  std::string file;        ///< its path as it was given; "(embedded)/..." where it is part of the program
  std::size_t line = 0;    ///< from 1
  std::size_t column = 0;  ///< from 1, in characters

  /// The same place.
  bool operator==(const Place&) const = default;
  /// "file:line:column", leaving out what is not known.
  [[nodiscard]] std::string text() const;
};

/// What a program can do about an error.
enum class ErrorKind : std::uint8_t {
  usage,         ///< the call or the command line is wrong
  config,        ///< the configuration, a migration's name or a directive is wrong
  connect,       ///< no connection could be made (server away, wrong password, client library missing)
  lost,          ///< the connection was lost; what was under way outside a transaction is not known
  lock_timeout,  ///< the database did not give a lock in time, or chose this side of a deadlock; may be tried again
  locked,        ///< another run holds the runner lock, or another process the SQLite file
  sql,           ///< the database refused a statement
  io,            ///< a file or the disk
  refused,       ///< Dunlin will not do this as things stand (changed files, no confirmation, irreversible, ...)
  partial,       ///< stopped part-way: some statements of a non-transactional migration took effect
  in_doubt,      ///< the connection was lost during COMMIT and the history could not be read again
  cancelled,     ///< stopped on request
  code,          ///< a migration or hook in C++ threw something that is no Error
  unsupported,   ///< this database or version cannot do it
  hook,          ///< a command that runs around a run failed
  internal,      ///< a bug in Dunlin
};

/// One flat class: catch it, look at `kind`, print what is set. Strings are UTF-8; empty means not known.
class DUNLIN_API Error : public std::exception {
 public:
  /// An error with nothing but these known.
  Error(ErrorKind kind_, std::string message_, std::string hint_ = {})
      : kind(kind_), message(std::move(message_)), hint(std::move(hint_)) {}

  /// Returns `message`.
  [[nodiscard]] const char* what() const noexcept override { return message.c_str(); }

  /// Returns whether the same call may succeed if it is simply made again later.
  [[nodiscard]] bool may_retry() const { return kind == ErrorKind::lock_timeout || kind == ErrorKind::locked; }

  /// No offset, no index.
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  ErrorKind kind;             ///< what to do about it, for a program
  std::string message;        ///< one sentence, without a trailing period; never holds a password
  std::string hint;           ///< what to do about it; commands stand in it as `dunlin COMMAND`
  std::string detail;         ///< the server's DETAIL, or more lines on the cause
  std::string migration;      ///< version and name of the migration it happened in
  std::string statement;      ///< the statement's text as it was sent
  std::string sqlstate;       ///< five characters, where the database has them
  int native_code = 0;        ///< SQLite extended result code, MariaDB error number
  std::size_t offset = npos;  ///< byte offset of the fault within `statement`
  std::size_t index = npos;   ///< which of several commands sent together failed
  Place place;                ///< where in the author's file
  std::string state;          ///< what state the database is in now, in words
};

}  // namespace v0
}  // namespace dunlin
