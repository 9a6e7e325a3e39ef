// How SQLite spells a schema.
#pragma once

#include <memory>

#include "database/capabilities.hpp"
#include "database/ddl.hpp"

namespace dunlin::database::sqlite {

/// `server`: ignored; the library that is linked is the one that counts.
[[nodiscard]] std::unique_ptr<DdlWriter> make_ddl_writer(const Capabilities* server);

}  // namespace dunlin::database::sqlite
