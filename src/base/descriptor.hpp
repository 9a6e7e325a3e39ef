// A file descriptor that closes itself, and the sentence for a system call that failed.
#pragma once

#include <unistd.h>

#include <string>
#include <utility>

#include "dunlin/error.hpp"

namespace dunlin::base {

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool valid() const { return fd_ >= 0; }

 private:
  int fd_;
};

/// Error{io}: "VERB 'path': reason of errno".
[[nodiscard]] Error system_error(std::string_view what, std::string_view path);

}  // namespace dunlin::base
