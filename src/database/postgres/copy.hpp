// COPY ... FROM stdin: the data travel as they stand, in bounded memory.
#pragma once

#include "base/content.hpp"
#include "database/postgres/session.hpp"

namespace dunlin::database::postgres {

Outcome copy_in(Session& session, std::string_view sql, base::ByteSource& data);

}  // namespace dunlin::database::postgres
