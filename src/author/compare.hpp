// The whole: two sources, what is between them, and the statements both ways, tried out.
#pragma once

#include <string>
#include <vector>

#include "author/load.hpp"
#include "author/losses.hpp"
#include "author/script.hpp"
#include "author/workshop.hpp"
#include "dunlin/difference.hpp"

namespace dunlin::author {

struct Comparison {
  Difference difference;
  schema::Schema from, to;
  Script script;
};

/// Throws as dunlin::difference() does.
[[nodiscard]] Comparison compare(Workshop& workshop, const SchemaSource& from, const SchemaSource& to,
                                 const DifferenceOptions& how);
/// The same of two schemas as the engine has them; no renames.
[[nodiscard]] Comparison compare(Workshop& workshop, const schema::Schema& from, const schema::Schema& to,
                                 const DifferenceOptions& how);
/// The same without a word on whether the statements do what they should: Difference::notes says it where not.
[[nodiscard]] Comparison compare_leniently(Workshop& workshop, const SchemaSource& from, const SchemaSource& to,
                                           const DifferenceOptions& how);

/// Throws Error{refused} where data would be destroyed and neither `allow_drop` nor the callback says that it may.
void confirm_losses(const Difference& difference, const DifferenceOptions& how);

}  // namespace dunlin::author
