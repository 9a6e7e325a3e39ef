// One difference between two schemas, `from` and `to`, and what was declared to be only renamed. Changes are found by
// src/diff, adapted to what an engine can do by its DdlWriter, put in order by src/diff, and written by the DdlWriter.
// They name objects; the two schemas that they are between have the values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "schema/object.hpp"

namespace dunlin::schema {

struct Change {
  enum class Kind : std::uint8_t {
    create,
    drop,
    alter,
    rebuild,  ///< of a table: made anew under its name with all its parts, rows kept (SQLite)
  };
  Kind kind = Kind::create;
  Object object;  ///< the same name on both sides: renames have happened before
  std::vector<std::string>
      attributes;            ///< of an alter: members that differ, by their names in JSON ("type", "default")
  std::vector<Object> with;  ///< of a new table: foreign keys and indexes that are made in the same statement

  bool operator==(const Change&) const = default;
  /// "alter column users.email (type, nullable)"
  [[nodiscard]] std::string text() const;
  [[nodiscard]] bool alters(std::string_view attribute) const;
};

/// Something that is the same as before under another name. `object` is called as in `from`. An enumeration's label:
/// the object is the type and `label` is set.
struct Rename {
  Object object;
  std::string label;  ///< the old one
  std::string to;     ///< the new name or label

  bool operator==(const Rename&) const = default;
};

}  // namespace dunlin::schema
