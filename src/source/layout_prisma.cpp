// Prisma: folders 20261120134500_name with migration.sql. The folder's whole name is the version.
#include "base/text.hpp"
#include "source/layouts.hpp"
#include "source/names.hpp"

namespace dunlin::source {
namespace {

std::optional<NameParts> parse_name(std::string_view folder, bool is_directory) {
  if (!is_directory || folder.empty() || !base::is_digit(folder[0])) return std::nullopt;
  NameParts parts;
  parts.version = folder;
  return parts;
}

Layout make() {
  Layout layout;
  layout.name = "prisma";
  layout.title = "Prisma";
  layout.folders = true;
  layout.up_file = "migration.sql";
  layout.down_file = "down.sql";
  layout.markers = {"dunlin:"};
  layout.parse_name = parse_name;
  layout.right_form = "a folder 20261120134500_add_comments with migration.sql";
  layout.up_mark = "-- dunlin:up";
  layout.read_mark = read_native_mark;
  return layout;
}

}  // namespace

const Layout& prisma_layout() {
  static const Layout layout = make();
  return layout;
}

}  // namespace dunlin::source
