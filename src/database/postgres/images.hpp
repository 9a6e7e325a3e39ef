// PostgreSQL: an image is a database that is the template of its copies.
#pragma once

#include <memory>

#include "database/images.hpp"

namespace dunlin::database::postgres {

/// `url` names a database of the server that this user may enter; he has to be allowed to make others.
[[nodiscard]] std::unique_ptr<Images> open_images(const Url& url);

}  // namespace dunlin::database::postgres
