// Copies of a prepared database, as quickly as a database can make them: what each test of an application begins with.
// An image is a whole database under a name that says what is in it; copies are databases of their own. What a killed
// process leaves behind is recognised by a lock that ended with it.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "database/url.hpp"

namespace dunlin::database {

class Images {
 public:
  virtual ~Images() = default;

  /// What runs the databases, with its version: images of different ones differ.
  [[nodiscard]] virtual std::string engine() = 0;

  /// Whether the image is there, whole. Notes that it is used.
  [[nodiscard]] virtual bool ready(const std::string& image) = 0;
  /// Waits until no other process prepares this image. Ends with the process.
  virtual void lock(const std::string& image) = 0;
  virtual void unlock(const std::string& image) noexcept = 0;
  /// Under the lock: an empty database to prepare. What a killed process left of it is gone.
  [[nodiscard]] virtual Url begin(const std::string& image) = 0;
  /// Under the lock, nobody being connected to it: what was prepared is the image from now on, at once.
  virtual void finish(const std::string& image) = 0;

  /// A database of its own, equal to the image. `name` is new.
  [[nodiscard]] virtual Url copy(const std::string& image, const std::string& name) = 0;
  /// Also where others are connected to it still.
  virtual void drop(const std::string& name) = 0;

  /// Removes copies whose process was killed, and images that were not used for so long.
  virtual void sweep(std::chrono::hours unused) = 0;

  /// How names begin, which nobody else gives.
  static constexpr const char* image_prefix = "dunlin_image_";
  static constexpr const char* copy_prefix = "dunlin_test_";
};

}  // namespace dunlin::database
