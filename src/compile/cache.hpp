// What was compiled before, in a folder of the user's own. It holds code that is loaded, so it is used only where
// nobody else can write to it. Any number of processes may use it at once: a file appears whole or not at all, and one
// compiles while the others wait for its result.
#pragma once

#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "compile/compiler.hpp"

namespace dunlin::compile {

class Cache {
 public:
  /// DUNLIN_CACHE_DIR, $XDG_CACHE_HOME/dunlin, ~/.cache/dunlin. Makes it (0700). Throws Error{config} where it belongs
  /// to somebody else or others can write to it, Error{io} where it cannot be made.
  [[nodiscard]] static Cache open();

  /// The library of this key, where none of the headers that were read for it has changed; else empty.
  [[nodiscard]] std::string find(const std::string& key) const;

  /// Held while one compiles for a key. Throws Error{cancelled} on a stop.
  [[nodiscard]] base::Descriptor lock(const std::string& key, const Stop& stop) const;

  /// A new folder to compile in. It goes away with the object; that of a killed process is swept later.
  class Workshop {
   public:
    explicit Workshop(const Cache& cache);
    ~Workshop();
    Workshop(const Workshop&) = delete;
    Workshop& operator=(const Workshop&) = delete;
    [[nodiscard]] const std::string& folder() const { return folder_; }

   private:
    std::string folder_;
  };

  /// Takes over what was compiled since `begun_ms` and returns where it is now. `headers`: what was read for it.
  std::string publish(const std::string& key, const std::string& library, const std::vector<std::string>& headers,
                      std::int64_t begun_ms) const;

  /// Removes what was not used for three months, and what killed processes left.
  void sweep() const noexcept;

 private:
  explicit Cache(std::string folder) : folder_(std::move(folder)) {}
  [[nodiscard]] std::string path(std::string_view name) const;

  std::string folder_;
};

/// The files of a make rule, as compilers write it with -MMD, without the first one, which is the source.
[[nodiscard]] std::vector<std::string> read_dependencies(const std::string& rule);

}  // namespace dunlin::compile
