// The role of a database that reads a whole schema from its catalogue. Everything is found: what the model has no form
// for is an Other with its kind and name. A constant number of queries, whatever the number of tables; no query reads
// the users' rows.
//
// What is inspected is what the engine itself says, in its own words and in one canonical form: two databases whose
// schemas do the same give equal values, whatever the statements were that made them. Names that stand for "whatever is
// current" (the current schema, the connection's database, its default character set) are left out, so that a schema
// and its copy under another name are equal.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "database/connection.hpp"
#include "database/url.hpp"
#include "schema/schema.hpp"

namespace dunlin::database {

struct OpenOptions;

struct InspectOptions {
  /// Tables of the current schema that are left out, with all that belongs to them: the history's own.
  std::vector<std::string> without;
  /// Not only the current schema, but all that are not the system's (PostgreSQL).
  bool all_schemas = true;
};

/// An empty database of the same engine, version and settings for evaluating schemas. Gone with the value; what a
/// killed process left is removed when the next one is made.
class Sandbox {
 public:
  virtual ~Sandbox() = default;
  [[nodiscard]] virtual Connection& connection() = 0;
  /// How others would connect to it; none for one in memory.
  [[nodiscard]] virtual const Url* url() const { return nullptr; }
  /// Empty again. The connection stays valid.
  virtual void clear() = 0;
  /// Whether it holds a whole database, or only one schema of the one that was named (PostgreSQL, without the right to
  /// create databases): then nothing outside that schema may be made.
  [[nodiscard]] virtual bool whole() const { return true; }
};

}  // namespace dunlin::database
