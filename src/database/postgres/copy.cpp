#include "database/postgres/copy.hpp"

#include <array>
#include <exception>
#include <optional>

#include "database/postgres/client.hpp"
#include "database/postgres/errors.hpp"

namespace dunlin::database::postgres {
namespace {

/// Hands one block to libpq; false where the connection no longer takes any (the next result says why).
bool put(Session& session, std::string_view sql, const char* bytes, std::size_t size) {
  for (;;) {
    const int taken = client().PQputCopyData(session.handle(), bytes, static_cast<int>(size));
    if (taken < 0) return false;
    if (taken > 0) {
      // Else libpq would hold all of a file that the server takes slowly.
      session.flush(sql);
      return true;
    }
    session.wait(true, sql);
    if (!client().PQconsumeInput(session.handle())) return false;
  }
}

}  // namespace

Outcome copy_in(Session& session, std::string_view sql, base::ByteSource& data) {
  session.send(sql, {});
  session.flush(sql);
  Outcome outcome;
  std::optional<Error> failure;
  std::exception_ptr unreadable;
  while (Result result = session.next(sql)) {
    switch (client().PQresultStatus(result.get())) {
      case PGRES_COPY_IN: {
        std::array<char, 64 * 1024> block;
        const char* reason = nullptr;
        try {
          while (const std::size_t size = data.read(block.data(), block.size())) {
            if (!put(session, sql, block.data(), size)) break;
          }
        } catch (...) {
          if (session.lost()) throw;
          unreadable = std::current_exception();
          reason = "the data could not be read";
        }
        session.copy_end(reason, sql);
        break;
      }
      case PGRES_COMMAND_OK:
      case PGRES_TUPLES_OK:
      case PGRES_EMPTY_QUERY:
        outcome = read_outcome(result.get());
        break;
      default:
        if (!failure) failure = session.error(result.get(), sql);
        break;
    }
    if (session.lost()) break;
  }
  if (unreadable) std::rethrow_exception(unreadable);
  if (failure) throw *failure;
  return outcome;
}

}  // namespace dunlin::database::postgres
