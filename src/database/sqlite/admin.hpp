// The database itself: a file that is there or not, is made and removed.
#pragma once

#include "database/url.hpp"

namespace dunlin::database::sqlite {

[[nodiscard]] bool database_exists(const Url& url);  ///< a file that is not empty
/// Writes a database without tables, so that the file is one for every tool. Throws Error{refused} where it is there.
void create_database(const Url& url);
/// Removes the file and what SQLite and Dunlin keep beside it. Throws Error{refused} where it is not there or is no
/// SQLite database, and Error{locked} where another process uses it.
void drop_database(const Url& url);

}  // namespace dunlin::database::sqlite
