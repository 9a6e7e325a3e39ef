#include "source/layout.hpp"

#include <array>

#include "source/layouts.hpp"

namespace dunlin::source {

std::span<const Layout* const> layouts() {
  static const std::array<const Layout*, 9> all = {&native_layout(), &golang_migrate_layout(), &goose_layout(),
                                                   &dbmate_layout(), &flyway_layout(),         &diesel_layout(),
                                                   &sqlx_layout(),   &prisma_layout(),         &plain_layout()};
  return all;
}

const Layout* layout_named(std::string_view name) {
  for (const Layout* layout : layouts()) {
    if (layout->name == name) return layout;
  }
  return nullptr;
}

std::vector<std::string> layout_names() {
  std::vector<std::string> names = {"auto"};
  for (const Layout* layout : layouts()) names.emplace_back(layout->name);
  return names;
}

}  // namespace dunlin::source
