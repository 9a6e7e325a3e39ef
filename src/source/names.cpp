#include "source/names.hpp"

#include <array>

#include "base/text.hpp"

namespace dunlin::source {
namespace {

bool take_ending(std::string_view& text, std::string_view ending) {
  if (text.size() <= ending.size() || !text.ends_with(ending)) return false;
  text.remove_suffix(ending.size());
  return true;
}

constexpr std::array<std::string_view, 6> off_endings = {".autocommit",     ".notx",           ".no_tx",
                                                         ".no-transaction", ".no_transaction", ".notransaction"};

}  // namespace

std::optional<std::string_view> without_sql(std::string_view name) {
  if (!name.ends_with(".sql") || name.size() == 4) return std::nullopt;
  return name.substr(0, name.size() - 4);
}

std::size_t leading_digits(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && base::is_digit(text[count])) ++count;
  return count;
}

Stem read_stem(std::string_view without_ending) {
  Stem stem;
  stem.text = without_ending;
  for (bool again = true; again;) {
    again = false;
    if (take_ending(stem.text, ".")) {
      stem.stray_dots = again = true;
      continue;
    }
    for (const std::string_view ending : off_endings) {
      if (take_ending(stem.text, ending)) stem.transaction_off = again = true;
    }
    if (stem.half != NameParts::Half::whole) continue;
    if (take_ending(stem.text, ".up")) {
      stem.half = NameParts::Half::up;
      again = true;
    } else if (take_ending(stem.text, ".down")) {
      stem.half = NameParts::Half::down;
      again = true;
    }
  }
  return stem;
}

std::string_view ending_of(NameParts::Half half) {
  switch (half) {
    case NameParts::Half::whole:
      break;
    case NameParts::Half::up:
      return ".up.sql";
    case NameParts::Half::down:
      return ".down.sql";
  }
  return ".sql";
}

std::optional<LooseHalf> read_loose_half(std::string_view stem) {
  for (const std::string_view ending : {"_up", "-up"}) {
    std::string_view text = stem;
    if (take_ending(text, ending)) return LooseHalf{text, NameParts::Half::up};
  }
  for (const std::string_view ending : {"_down", "-down"}) {
    std::string_view text = stem;
    if (take_ending(text, ending)) return LooseHalf{text, NameParts::Half::down};
  }
  return std::nullopt;
}

std::optional<NameParts> read_numbered(const Stem& stem, bool strict) {
  const std::size_t digits = leading_digits(stem.text);
  if (digits == 0) return std::nullopt;
  std::string_view rest = stem.text.substr(digits);
  if (strict && (rest.size() < 2 || rest[0] != '_')) return std::nullopt;
  while (!rest.empty() && (rest[0] == '_' || rest[0] == '-' || rest[0] == '.' || rest[0] == ' ')) rest.remove_prefix(1);
  NameParts parts;
  parts.version = stem.text.substr(0, digits);
  parts.name = rest;
  parts.half = stem.half;
  parts.transaction_off = stem.transaction_off;
  if (stem.stray_dots) parts.right_form = std::string(stem.text) + std::string(ending_of(stem.half));
  return parts;
}

std::string snake_case(std::string_view text) {
  std::string result;
  char before = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool is_upper = c >= 'A' && c <= 'Z';
    const bool is_letter = base::is_alpha(c) || base::is_digit(c) || (static_cast<unsigned char>(c) & 0x80) != 0;
    if (is_letter) {
      // "AddHTTPUrl" becomes add_http_url: a capital begins a word after a small letter or before one.
      const bool before_small = i + 1 < text.size() && text[i + 1] >= 'a' && text[i + 1] <= 'z';
      const bool after_upper = before >= 'A' && before <= 'Z';
      const bool after_small = (before >= 'a' && before <= 'z') || base::is_digit(before);
      if (is_upper && !result.empty() && result.back() != '_' && (after_small || (after_upper && before_small))) {
        result += '_';
      }
      result += is_upper ? static_cast<char>(c - 'A' + 'a') : c;
    } else if (c != '\'' && !result.empty() && result.back() != '_') {
      result += '_';
    }
    before = c;
  }
  while (!result.empty() && result.back() == '_') result.pop_back();
  return result;
}

}  // namespace dunlin::source
