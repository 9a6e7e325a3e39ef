#include "run/batch_walk.hpp"

#include <charconv>
#include <utility>

namespace dunlin::run {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

int nibble(char c) {
  const auto at = digits.find(c);
  return at == std::string_view::npos ? 0 : static_cast<int>(at);
}

}  // namespace

std::string key_text(const Value& key) {
  const auto* blob = std::get_if<Blob>(&key);
  if (blob == nullptr) return to_text(key);
  std::string text = "x'";
  for (const std::byte byte : *blob) {
    text += digits[std::to_integer<std::size_t>(byte) >> 4];
    text += digits[std::to_integer<std::size_t>(byte) & 15];
  }
  return text + "'";
}

Value key_value(const std::string& text, const Value& like) {
  const char* const end = text.data() + text.size();
  if (std::holds_alternative<std::int64_t>(like)) {
    std::int64_t number = 0;
    if (std::from_chars(text.data(), end, number).ptr == end) return number;
  } else if (std::holds_alternative<double>(like)) {
    double number = 0;
    if (std::from_chars(text.data(), end, number).ptr == end) return number;
  } else if (std::holds_alternative<Blob>(like) && text.starts_with("x'") && text.ends_with("'")) {
    Blob blob;
    for (std::size_t i = 2; i + 2 < text.size(); i += 2) {
      blob.push_back(static_cast<std::byte>(nibble(text[i]) * 16 + nibble(text[i + 1])));
    }
    return blob;
  }
  return text;
}

KeyWalk::KeyWalk(database::Catalogue& catalogue, sql::QualifiedName table, std::string key, std::int64_t size,
                 const std::string& position)
    : catalogue_(catalogue), table_(std::move(table)), key_(std::move(key)), size_(size) {
  // A column without a type does not compare a number with the text of a number.
  if (!position.empty()) from_ = key_value(position, catalogue_.batch_end(table_, key_, Null{}, 1));
}

std::optional<KeyWalk::Range> KeyWalk::next() const {
  Value first = catalogue_.batch_end(table_, key_, from_, 1);
  if (is_null(first)) return std::nullopt;
  return Range{std::move(first), catalogue_.batch_end(table_, key_, from_, size_)};
}

}  // namespace dunlin::run
