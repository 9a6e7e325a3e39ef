// For the tests of an application: each test gets a database of its own, with all migrations applied, in milliseconds.
//
//   TEST(Posts, AreListed) {
//     dunlin::testing::Fresh database = dunlin::testing::fresh({.url = "sqlite:", .directories = {"migrations"}});
//     Application application(database.url());
//     ...
//   }  // it is gone
//
// The first test that meets a new state of the migrations applies them once, to an image that the others are copied
// from; it is known by a hash of all migrations, of the seed's version, and of the engine's and Dunlin's version. Many
// test processes may start at once: one prepares the image, the others wait for it. One that is killed leaves nothing
// half-made that is used, and its databases are removed by the next test process. Images that were not used for a week
// go away by themselves.
//
// SQLite: a copy of a file below $TMPDIR/dunlin-testing-UID, whatever path Options::url names; its parameters are kept.
// PostgreSQL: Options::url names a database that the user may enter; he has to be allowed to create others
// (dunlin_image_..., dunlin_test_...). No connection pooler in transaction mode. MariaDB and MySQL: the same, with a
// database dunlin_testing beside them. How long it takes is in docs/testing.md.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "dunlin/database.hpp"
#include "dunlin/export.hpp"
#include "dunlin/options.hpp"

namespace dunlin {
inline namespace v0 {
namespace testing {

/// Rows that every test begins with. They become a part of the image.
struct Seed {
  std::string version{};  ///< change it when `plant` does something else
  /// Called once with the database at head, before it is copied.
  std::function<void(Database&)> plant{};
};

/// A database that goes away with this object.
class DUNLIN_API Fresh {
 public:
  ~Fresh();
  /// Takes the database over.
  Fresh(Fresh&&) noexcept;
  /// Drops its own and takes the other over.
  Fresh& operator=(Fresh&&) noexcept;

  /// With the password, where there is one.
  [[nodiscard]] const std::string& url() const;

 private:
  friend DUNLIN_API Fresh fresh(const Options& options, const Seed& seed);
  struct Impl;
  explicit Fresh(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// A database at head. Of `options` it takes everything but hooks, on_failure and handle. Any thread. Throws what
/// Migrator::up() throws where the migrations fail, Error{connect | config | sql | io}.
[[nodiscard]] DUNLIN_API Fresh fresh(const Options& options, const Seed& seed = {});

}  // namespace testing
}  // namespace v0
}  // namespace dunlin
