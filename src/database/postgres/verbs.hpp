// The few leading words by which the connection itself must know a statement. Everything else asks sql::classify.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dunlin::database::postgres {

/// The first `count` words, upper case, without comments; ends at the first symbol.
[[nodiscard]] std::vector<std::string> leading_words(std::string_view sql, std::size_t count);

/// BEGIN, START TRANSACTION.
[[nodiscard]] bool begins_transaction(std::string_view sql);
/// COMMIT, END (not AND CHAIN, not COMMIT PREPARED).
[[nodiscard]] bool ends_transaction(std::string_view sql);
/// ROLLBACK, ABORT (not TO a savepoint).
[[nodiscard]] bool rolls_back_transaction(std::string_view sql);

}  // namespace dunlin::database::postgres
