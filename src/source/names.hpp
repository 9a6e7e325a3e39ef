// What the names of migration files have in common between layouts. Private to this room.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "source/layout.hpp"

namespace dunlin::source {

/// "x.sql" without its ending; no value for any other name.
[[nodiscard]] std::optional<std::string_view> without_sql(std::string_view name);

[[nodiscard]] std::size_t leading_digits(std::string_view text);

/// A name without the endings that say something: ".up", ".down", ".autocommit", ".notx".
struct Stem {
  std::string_view text;
  NameParts::Half half = NameParts::Half::whole;
  bool transaction_off = false;
  bool stray_dots = false;  ///< "30_x.up..sql": taken, and worth a word
};
[[nodiscard]] Stem read_stem(std::string_view without_ending);

/// ".up.sql", ".down.sql" or ".sql".
[[nodiscard]] std::string_view ending_of(NameParts::Half half);

/// "005_x_down" as "005_x" and down: where a layout wants ".down", this is often written. No value otherwise.
struct LooseHalf {
  std::string_view base;
  NameParts::Half half = NameParts::Half::whole;
};
[[nodiscard]] std::optional<LooseHalf> read_loose_half(std::string_view stem);

/// Digits, "_" and a name: what goose, dbmate, sqlx and golang-migrate share. No value for anything else; `strict`
/// wants the "_" and a name.
[[nodiscard]] std::optional<NameParts> read_numbered(const Stem& stem, bool strict);

}  // namespace dunlin::source
