// Bytes that are read in order, and where they come from. A Content is a cheap value: it names bytes in memory or in
// a file that is opened again for each reading, so that a file of any size is handled in bounded memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace dunlin::base {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Reads up to `size` bytes; 0 means the end. Throws Error{io}.
  virtual std::size_t read(char* into, std::size_t size) = 0;
};

class Content {
 public:
  Content() = default;
  /// `name` is what messages call it.
  [[nodiscard]] static Content memory(std::string name, std::string bytes);
  /// Bytes that outlive this and all its copies. `checksum` is taken at its word; empty: computed now.
  [[nodiscard]] static Content view(std::string name, std::string_view bytes, std::string checksum = {});
  /// Reads the file now when it is not larger than `keep` bytes, and keeps its bytes; a larger one is hashed now and
  /// read again when it is used, and a reading that meets other bytes than were hashed throws Error{io}.
  /// `display` is the name for messages. Throws Error{io} where the file cannot be read.
  [[nodiscard]] static Content file(const std::string& path, std::string display, std::size_t keep = 4u << 20);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] const std::string& checksum() const { return checksum_; }  ///< SHA-256 of all bytes, hex
  [[nodiscard]] bool in_memory() const { return path_.empty(); }
  [[nodiscard]] std::string_view bytes() const { return bytes_; }  ///< only where in_memory()
  /// A reader of the bytes [from, to).
  [[nodiscard]] std::unique_ptr<ByteSource> open(std::uint64_t from = 0, std::uint64_t to = UINT64_MAX) const;
  /// The bytes [from, to) as text; throws Error{io} where they are more than `limit`.
  [[nodiscard]] std::string read(std::uint64_t from, std::uint64_t to, std::size_t limit = SIZE_MAX) const;

 private:
  std::string name_;
  std::string path_;  ///< of a file that is read each time
  std::string checksum_;
  std::uint64_t size_ = 0;
  std::string_view bytes_;
  std::shared_ptr<const std::string> owner_;  ///< of bytes_, where it is not somebody else
};

}  // namespace dunlin::base
