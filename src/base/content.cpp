#include "base/content.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "base/descriptor.hpp"
#include "base/sha256.hpp"

namespace dunlin::base {
namespace {

std::size_t read_some(const Descriptor& file, const std::string& path, char* into, std::size_t size) {
  for (;;) {
    const ssize_t got = ::read(file.get(), into, size);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) throw system_error("cannot read", path);
  }
}

class MemorySource final : public ByteSource {
 public:
  MemorySource(std::string_view bytes, std::shared_ptr<const std::string> owner)
      : bytes_(bytes), owner_(std::move(owner)) {}
  std::size_t read(char* into, std::size_t size) override {
    const std::size_t count = bytes_.copy(into, size);
    bytes_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view bytes_;
  std::shared_ptr<const std::string> owner_;
};

class FileSource final : public ByteSource {
 public:
  FileSource(std::string path, std::string name, std::uint64_t from, std::uint64_t to, std::uint64_t size)
      : path_(std::move(path)),
        name_(std::move(name)),
        file_(::open(path_.c_str(), O_RDONLY | O_CLOEXEC)),
        left_(to - from) {
    if (!file_.valid()) throw system_error("cannot open", path_);
    struct stat status {};
    if (::fstat(file_.get(), &status) != 0) throw system_error("cannot read", path_);
    if (static_cast<std::uint64_t>(status.st_size) != size) throw changed();
    if (::lseek(file_.get(), static_cast<off_t>(from), SEEK_SET) < 0) throw system_error("cannot read", path_);
  }
  std::size_t read(char* into, std::size_t size) override {
    const std::size_t want = static_cast<std::size_t>(std::min<std::uint64_t>(size, left_));
    if (want == 0) return 0;
    const std::size_t got = read_some(file_, path_, into, want);
    if (got == 0) throw changed();
    left_ -= got;
    return got;
  }

 private:
  [[nodiscard]] Error changed() const {
    Error error(ErrorKind::io, "'" + name_ + "' was changed while it was being used",
                "run again once nobody writes the file");
    error.place.file = name_;
    return error;
  }
  std::string path_, name_;
  Descriptor file_;
  std::uint64_t left_;
};

}  // namespace

Content Content::memory(std::string name, std::string bytes) {
  auto owner = std::make_shared<const std::string>(std::move(bytes));
  Content content = view(std::move(name), *owner);
  content.owner_ = std::move(owner);
  return content;
}

Content Content::view(std::string name, std::string_view bytes, std::string checksum) {
  Content content;
  content.name_ = std::move(name);
  content.checksum_ = checksum.empty() ? sha256_hex(bytes) : std::move(checksum);
  content.size_ = bytes.size();
  content.bytes_ = bytes;
  return content;
}

Content Content::file(const std::string& path, std::string display, std::size_t keep) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) throw system_error("cannot open", path);
  std::string bytes;
  char buffer[1 << 14];
  // A small file is one read and one that finds its end; no fstat is needed.
  std::size_t got = 0;
  while (bytes.size() <= keep && (got = read_some(file, path, buffer, sizeof buffer)) != 0) bytes.append(buffer, got);
  if (bytes.size() <= keep) return memory(std::move(display), std::move(bytes));

  Content content;
  content.name_ = std::move(display);
  content.path_ = path;
  Sha256 hash;
  hash.update(bytes);
  content.size_ = bytes.size();
  bytes.resize(1 << 18);
  while ((got = read_some(file, path, bytes.data(), bytes.size())) != 0) {
    hash.update({bytes.data(), got});
    content.size_ += got;
  }
  content.checksum_ = hash.hex();
  return content;
}

std::unique_ptr<ByteSource> Content::open(std::uint64_t from, std::uint64_t to) const {
  to = std::min(to, size_);
  from = std::min(from, to);
  if (in_memory()) return std::make_unique<MemorySource>(bytes_.substr(from, to - from), owner_);
  return std::make_unique<FileSource>(path_, name_, from, to, size_);
}

std::string Content::read(std::uint64_t from, std::uint64_t to, std::size_t limit) const {
  to = std::min(to, size_);
  from = std::min(from, to);
  if (to - from > limit) {
    Error error(ErrorKind::io, "'" + name_ + "' is larger than can be held at once");
    error.place.file = name_;
    throw error;
  }
  if (in_memory()) return std::string(bytes_.substr(from, to - from));
  std::string text(to - from, '\0');
  const auto source = open(from, to);
  for (std::size_t at = 0; at < text.size();) at += source->read(text.data() + at, text.size() - at);
  return text;
}

}  // namespace dunlin::base
