#include "source/migration.hpp"

#include "source/version.hpp"

namespace dunlin::source {

std::string_view to_string(MigrationKind kind) {
  switch (kind) {
    case MigrationKind::versioned:
      return "versioned";
    case MigrationKind::repeatable:
      return "repeatable";
    case MigrationKind::seed:
      return "seed";
    case MigrationKind::baseline:
      return "baseline";
  }
  return "versioned";
}

std::string Migration::key() const {
  switch (kind) {
    case MigrationKind::versioned:
      break;
    case MigrationKind::repeatable:
      return "R__" + name;
    case MigrationKind::seed:
      return "seed:" + name;
    case MigrationKind::baseline:
      return "B__" + version_key(version);
  }
  return version_key(version);
}

std::string Migration::title() const {
  switch (kind) {
    case MigrationKind::versioned:
      break;
    case MigrationKind::repeatable:
      return "R__" + name;
    case MigrationKind::seed:
      return "seed " + name;
    case MigrationKind::baseline:
      return name.empty() ? "B" + version : "B" + version + "__" + name;
  }
  return name.empty() ? version : version + "_" + name;
}

std::string Migration::whereabouts() const { return up.name().empty() ? title() + " (C++)" : up.name(); }

Half half_of_text(std::string name, std::string text) {
  Half half;
  half.to = text.size();
  half.content = base::Content::memory(std::move(name), std::move(text));
  return half;
}

}  // namespace dunlin::source
