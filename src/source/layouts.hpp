// The layouts that there are, one per file. Private to this room.
#pragma once

#include "source/layout.hpp"

namespace dunlin::source {

[[nodiscard]] const Layout& golang_migrate_layout();
[[nodiscard]] const Layout& goose_layout();
[[nodiscard]] const Layout& dbmate_layout();
[[nodiscard]] const Layout& flyway_layout();
[[nodiscard]] const Layout& diesel_layout();
[[nodiscard]] const Layout& sqlx_layout();
[[nodiscard]] const Layout& prisma_layout();
[[nodiscard]] const Layout& plain_layout();

/// What `-- dunlin:NAME rest` means, in every layout.
[[nodiscard]] MarkRead read_native_mark(std::string_view comment);
[[nodiscard]] const std::vector<std::string>& native_directives();

}  // namespace dunlin::source
