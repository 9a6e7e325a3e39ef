// The way from one schema to another and back, on a real database: both are made, inspected, and the difference is
// written and applied to the one that is current, with rows in it. Then it must be as desired, rows must have kept
// their values, and the way back must lead back.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "database/ddl.hpp"
#include "database/driver.hpp"
#include "schema/schema.hpp"

namespace dunlin::journey {

struct Pair {
  std::string name;
  std::string current, desired;  ///< as SQL
  /// Statements that put rows into the current one, each of which it may refuse.
  std::vector<std::string> rows;
  /// The rows may be such that the desired one cannot have them: then nothing must have happened.
  bool rows_may_not_fit = false;
  bool online = false;
};

struct Counts {
  int loaded = 0, refused = 0, right = 0, not_fitting = 0;
  std::map<std::string, int> wrong;
};

struct Settings {
  /// What a pair does is rolled back, where definitions take part in transactions: much faster than emptying a
  /// database. Nothing that cannot run in a transaction must be among it.
  bool roll_back = false;
  bool print_schemas = false;  ///< both schemas of a pair that goes wrong
};

class Journey {
 public:
  Journey(const database::Driver& driver, const database::Url& url, Settings settings);
  /// Prints what is not so, and counts.
  void run(const Pair& pair);
  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  void empty();
  [[nodiscard]] schema::Schema inspect();
  void load(const std::string& sql);
  void lead(const Pair& pair, const schema::Schema& from, const schema::Schema& to);
  /// False where the rows are in the way.
  [[nodiscard]] bool apply(const Pair& pair, const std::string& way, const schema::Schema& from,
                           const schema::Schema& to);
  void execute(const database::Statements& statements);
  void cut_again(const database::Statements& statements) const;
  void fill(const Pair& pair);
  [[nodiscard]] std::string values(const schema::Schema& from, const schema::Schema& to);
  [[nodiscard]] schema::Schema in_any_order(schema::Schema schema) const;
  void tell(const Pair& pair, const std::string& what, const std::string& words);

  const database::Driver& driver_;
  std::unique_ptr<database::Sandbox> sandbox_;
  std::unique_ptr<database::DdlWriter> ddl_;
  Settings settings_;
  Counts counts_;
  std::string step_;
  /// What was inspected last: the current schema of a pair is often the desired one of the next.
  std::string known_sql_;
  schema::Schema known_;
};

}  // namespace dunlin::journey
