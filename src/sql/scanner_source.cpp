// The half of the scanner that reads, checks and counts.
#include <algorithm>
#include <cstring>
#include <utility>

#include "base/text.hpp"
#include "dunlin/error.hpp"
#include "sql/scanner.hpp"

namespace dunlin::sql {

namespace {

constexpr std::size_t chunk = 256 * 1024;
constexpr std::size_t worth_keeping = 4 * 1024 * 1024;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

Scanner::Scanner(base::ByteSource& source, const LexRules& rules, std::string file, Position start)
    : backslash_escapes(rules.backslash_escapes),
      double_quoted_strings(rules.double_quoted_strings),
      rules_(rules),
      source_(&source),
      file_(std::move(file)) {
  walker_.position = start;
}

void Scanner::skip_byte_order_mark() {
  if (walker_.position.offset != 0 || here() != 0) return;
  while (size_ < byte_order_mark.size() && more()) {
  }
  if (std::string_view(data_, size_).substr(0, 3) == byte_order_mark) at_ = byte_order_mark.size();
}

bool Scanner::more() {
  if (source_ == nullptr) return false;
  if (fault_ == Fault::none && !source_ended_) {
    const std::uint64_t unneeded = std::min(keep_, here());
    if (unneeded > base_) {
      anchor(unneeded);
      buffer_.erase(0, static_cast<std::size_t>(unneeded - base_));
      at_ -= static_cast<std::size_t>(unneeded - base_);
      size_ -= static_cast<std::size_t>(unneeded - base_);
      base_ = unneeded;
      if (buffer_.capacity() > worth_keeping && buffer_.size() < chunk) buffer_.shrink_to_fit();
    }
    const std::size_t seen = size_;
    while (size_ == seen && !source_ended_ && fault_ == Fault::none) {
      if (incoming_ == nullptr) incoming_ = std::make_unique_for_overwrite<char[]>(chunk);
      const std::size_t got = source_->read(incoming_.get(), chunk);
      buffer_.append(incoming_.get(), got);
      source_ended_ = got == 0;
      data_ = buffer_.data();
      check_encoding();
    }
    if (size_ > seen) return true;
  }
  switch (fault_) {
    case Fault::none:
      break;
    case Fault::zero:
      fail(base_ + size_, "the text holds a NUL byte",
           "save the file as UTF-8; a file in UTF-16 has such bytes all over");
    case Fault::encoding:
      fail(base_ + size_, "the text is not valid UTF-8 here",
           "save the file as UTF-8; write binary data in hexadecimal (mariadb-dump --hex-blob)");
  }
  return false;
}

/// Makes what was read visible up to what is wrong with it, so that all before it is still cut; more() then says so.
void Scanner::check_encoding() {
  const std::string_view fresh = std::string_view(buffer_).substr(size_);
  const std::size_t zero = fresh.find('\0');
  const std::size_t bad = base::find_invalid_utf8(fresh);
  size_ += std::min({zero, bad, fresh.size()});
  if (zero < bad) {
    fault_ = Fault::zero;
  } else if (bad != std::string_view::npos && (source_ended_ || fresh.size() - bad > 3)) {
    fault_ = Fault::encoding;  // the last bytes may also be the beginning of a character whose end is not yet read
  }
}

void Scanner::Walker::walk(std::string_view bytes) {
  // A mark is no character: the text behind it begins in column 1.
  if (position.offset == 0 && bytes.substr(0, 3) == byte_order_mark) {
    position.offset = 3;
    bytes.remove_prefix(3);
  }
  position.offset += bytes.size();
  std::size_t line_begin = 0;  // within bytes
  bool broke = false;
  const auto next_break = [&](std::size_t from, char what) {
    const void* found = from < bytes.size() ? std::memchr(bytes.data() + from, what, bytes.size() - from) : nullptr;
    return found == nullptr ? bytes.size() : static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
  };
  std::size_t feed = next_break(0, '\n');
  std::size_t carriage = next_break(0, '\r');
  while (feed < bytes.size() || carriage < bytes.size()) {
    const std::size_t at = std::min(feed, carriage);
    const bool second_half = bytes[at] == '\n' && (at > 0 ? bytes[at - 1] == '\r' : after_return);
    if (!second_half) ++position.line;
    line_begin = at + 1;
    broke = true;
    if (feed == at) feed = next_break(at + 1, '\n');
    if (carriage == at) carriage = next_break(at + 1, '\r');
  }
  if (!bytes.empty()) after_return = bytes.back() == '\r';
  if (broke) position.column = 1;
  std::size_t characters = 0;
  for (const char c : bytes.substr(line_begin)) characters += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  position.column += characters;
}

Position Scanner::position(std::uint64_t offset) const {
  Walker walker = walker_;
  if (offset > walked_) walker.walk(text(walked_, offset));
  return walker.position;
}

Position Scanner::anchor(std::uint64_t offset) {
  if (offset > walked_) {
    walker_.walk(text(walked_, offset));
    walked_ = offset;
  }
  return walker_.position;
}

void Scanner::fail(std::uint64_t offset, std::string message, std::string hint) const {
  fail(position(offset), std::move(message), std::move(hint));
}

void Scanner::fail(const Position& position, std::string message, std::string hint) const {
  Error error(ErrorKind::config, std::move(message), std::move(hint));
  error.place = {file_, position.line, position.column};
  throw error;
}

}  // namespace dunlin::sql
