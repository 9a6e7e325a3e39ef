// What the server or libpq says went wrong, as dunlin::Error: SQLSTATE -> kind, position in characters -> offset in
// bytes, DETAIL, HINT, and where a COPY or a function was.
#pragma once

#include <libpq-fe.h>

#include <string>
#include <string_view>

#include "dunlin/error.hpp"

namespace dunlin::database::postgres {

/// SQLSTATE of the result; empty where libpq itself speaks.
[[nodiscard]] std::string sqlstate_of(const PGresult* result);

/// A failed statement. `cancelled`: this side asked for it to be stopped.
[[nodiscard]] Error statement_error(const PGresult* result, std::string_view statement, bool cancelled);

/// The connection broke while `statement` ran (empty: none did).
[[nodiscard]] Error lost_error(std::string_view reason, std::string_view statement);

/// COMMIT that the server answered with ROLLBACK, because a statement of the transaction had failed.
[[nodiscard]] Error rolled_back_error(std::string_view statement);

/// No connection could be made; `text` is what libpq says.
[[nodiscard]] Error connect_error(std::string_view text);

/// What the guard of a leased lock says through the server, see lock.cpp.
inline constexpr std::string_view kLockLost = "dunlin_lock_lost";
[[nodiscard]] Error lock_lost_error(std::string detail);

/// Byte offset of the character number `position` (from 1), or npos.
[[nodiscard]] std::size_t byte_offset(std::string_view statement, std::string_view position);

}  // namespace dunlin::database::postgres
