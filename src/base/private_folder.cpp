#include "base/private_folder.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <memory>

#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

namespace dunlin::base {
namespace {

struct Free {
  void operator()(char* text) const noexcept { std::free(text); }
};

void make(const std::string& path, const std::string& hint) {
  try {
    const auto slash = path.find_last_of('/');
    if (slash != std::string::npos && slash > 0) create_directories(path.substr(0, slash));
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) throw system_error("cannot create the folder", path);
  } catch (Error& error) {
    error.hint = hint;
    throw;
  }
}

}  // namespace

std::string private_folder(const std::string& path, const std::string& what, const std::string& hint) {
  make(path, hint);
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) throw system_error("cannot open the folder", path);
  const auto refuse = [&](const char* why) {
    Error error(ErrorKind::config, what + ", " + printable(path) + ", " + why, hint);
    error.place.file = printable(path);
    throw error;
  };
  if (!S_ISDIR(status.st_mode)) refuse("is not a folder");
  if (status.st_uid != ::geteuid()) refuse("belongs to another user, and is not used");
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) refuse("can be written by others, and is not used");
  const std::unique_ptr<char, Free> real(::realpath(path.c_str(), nullptr));
  return real ? std::string(real.get()) : path;
}

}  // namespace dunlin::base
