// SQLite: an image is a file below $TMPDIR, and a copy is a copy of it, shared with it block by block where the file
// system can.
#pragma once

#include <memory>

#include "database/images.hpp"

namespace dunlin::database::sqlite {

/// `url` names any database: what counts are its parameters.
[[nodiscard]] std::unique_ptr<Images> open_images(const Url& url);

}  // namespace dunlin::database::sqlite
