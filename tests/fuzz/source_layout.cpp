// Names of files and folders, one per line, in every layout: what is taken has a version, and versions have one order.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "source/layout.hpp"
#include "source/version.hpp"

namespace {

using namespace dunlin;

void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

void read_name(const source::Layout& layout, std::string_view name, std::vector<std::string>& versions) {
  for (const bool is_directory : {false, true}) {
    const auto parts = layout.parse_name(name, is_directory);
    if (!parts) continue;
    demand(!is_directory || layout.folders, "only a layout of folders takes a folder");
    if (parts->refused) {
      demand(!parts->right_form.empty(), "a refused name has a right form");
      continue;
    }
    demand(!parts->version.empty(), "a name that is taken has a version");
    demand(!source::version_key(parts->version).empty(), "a version has a key");
    versions.push_back(parts->version);
    if (parts->right_form.empty() || &layout != &source::native_layout()) continue;
    const auto again = layout.parse_name(parts->right_form, false);
    demand(again && !again->refused, "the right form is taken");
    demand(source::compare_versions(again->version, parts->version) == 0, "the right form keeps the version");
    demand(again->half == parts->half, "the right form keeps the half");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> versions;
  std::size_t left = 12;
  for (const std::string_view line : base::split(text, '\n')) {
    if (line.empty() || left-- == 0) break;
    for (const source::Layout* layout : source::layouts()) read_name(*layout, line, versions);
    static_cast<void>(source::snake_case(line));
    versions.emplace_back(line);
  }
  for (const std::string& a : versions) {
    for (const std::string& b : versions) {
      const auto order = source::compare_versions(a, b);
      demand((order == 0) == (source::version_key(a) == source::version_key(b)), "keys are equal as versions are");
      demand((order < 0) == (source::compare_versions(b, a) > 0), "the order has two sides");
    }
  }
  return 0;
}
