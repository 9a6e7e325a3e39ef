// Names of files and folders, one per line, in every layout: what is taken has a version, and versions have one order.
#include "base/text.hpp"
#include "fuzz/fuzz.hpp"
#include "source/layout.hpp"
#include "source/version.hpp"

namespace dunlin::fuzz {
namespace {

void demand(bool holds, const char* what, std::string_view input) {
  if (!holds) fail(what, input);
}

void read_name(const source::Layout& layout, std::string_view name, std::vector<std::string>& versions) {
  for (const bool is_directory : {false, true}) {
    const auto parts = layout.parse_name(name, is_directory);
    if (!parts) continue;
    demand(!is_directory || layout.folders, "only a layout of folders takes a folder", name);
    if (parts->refused) {
      demand(!parts->right_form.empty(), "a refused name has a right form", name);
      continue;
    }
    demand(!parts->version.empty(), "a name that is taken has a version", name);
    demand(!source::version_key(parts->version).empty(), "a version has a key", name);
    versions.push_back(parts->version);
    if (parts->right_form.empty() || &layout != &source::native_layout()) continue;
    const auto again = layout.parse_name(parts->right_form, false);
    demand(again && !again->refused, "the right form is taken", name);
    demand(source::compare_versions(again->version, parts->version) == 0, "the right form keeps the version", name);
    demand(again->half == parts->half, "the right form keeps the half", name);
  }
}

}  // namespace

std::vector<std::string> seeds() {
  return {"001_a.sql\n24_x.up.sql\n24_x.down.sql\n30_x.up..sql",
          "V1_2__x.sql\nU1.2__x.sql\nB1__b.sql\nV366_x.sql",
          "R__views.sql\nR_x.sql\nr__x.sql",
          "2017-09-26-200549_x\nv1.10\n20170804200817_a",
          "001.do.a.sql\n001.undo.a.sql\n1.2_x-y.down.notx.sql",
          "0002_1.7.0_schema.sql\n2013011700.sql\n024_AddX.sql",
          "0009-x.sql\n00010-b.autocommit.sql\n0010 c.sql"};
}

std::vector<std::string> dictionary() {
  return {".sql", ".up", ".down", "_", "__", "-",     ".", "\n",   "V",     "R__",      "0",
          "00",   "10",  "v",     "x", "A",  ".notx", " ", ".do.", ".undo", "\xC3\xA4", "99999999999999999999"};
}

bool run(std::string_view input) {
  std::vector<std::string> versions;
  std::size_t left = 12;
  for (const std::string_view line : base::split(input, '\n')) {
    if (line.empty() || left-- == 0) break;
    for (const source::Layout* layout : source::layouts()) read_name(*layout, line, versions);
    static_cast<void>(source::snake_case(line));
    versions.emplace_back(line);
  }
  // All pairs of a few: pairs of more take their time and find nothing else.
  if (versions.size() > 20) versions.resize(20);
  for (const std::string& a : versions) {
    for (const std::string& b : versions) {
      const auto order = source::compare_versions(a, b);
      demand((order == 0) == (source::version_key(a) == source::version_key(b)), "keys are equal as versions are",
             input);
      demand((order < 0) == (source::compare_versions(b, a) > 0), "the order has two sides", input);
    }
  }
  return !versions.empty();
}

}  // namespace dunlin::fuzz
