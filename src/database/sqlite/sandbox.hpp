// Databases in memory for evaluating schemas: nothing of them is left behind, however the process ends.
#pragma once

#include <memory>

#include "database/driver.hpp"

namespace dunlin::database::sqlite {

/// Driver::sandbox: with the encoding of that database, where it is there, and what its URL says of foreign keys.
[[nodiscard]] std::unique_ptr<Sandbox> make_sandbox(const Url& url, const OpenOptions& options);

}  // namespace dunlin::database::sqlite
