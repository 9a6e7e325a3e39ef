// What is wrong with models, collected so that all of it is told at once. Private to the room and the engines' folders.
#pragma once

#include <string>
#include <vector>

#include "dunlin/error.hpp"
#include "dunlin/model_types.hpp"

namespace dunlin::schema {

class Problems {
 public:
  void add(const model::Where& where, std::string message, std::string hint = {});
  [[nodiscard]] bool empty() const { return all_.empty(); }
  /// Throws Error{config} where there are any: the first as its message, all as its detail.
  void raise() const;

 private:
  struct Problem {
    Place place;
    std::string message, hint;
  };
  std::vector<Problem> all_;
};

/// "users.email": how messages call a column.
[[nodiscard]] std::string column_title(const std::string& table, const std::string& column);
/// "did you mean email?", or which names there are.
[[nodiscard]] std::string suggestion(const std::string& wanted, const std::vector<std::string>& names);

}  // namespace dunlin::schema
