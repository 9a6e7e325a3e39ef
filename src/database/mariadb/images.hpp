// MariaDB and MySQL: an image is a database, and beside it, in dunlin_testing.images, the statements that make another
// like it.
#pragma once

#include <memory>

#include "database/images.hpp"

namespace dunlin::database::mariadb {

/// `url` names a database of the server that this user may enter; he has to be allowed to make others.
[[nodiscard]] std::unique_ptr<Images> open_images(const Url& url);

}  // namespace dunlin::database::mariadb
