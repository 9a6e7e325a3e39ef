#include "cli/corrections.hpp"

#include "base/text.hpp"
#include "cli/commands.hpp"

namespace dunlin::cli {

int show_changes(Output& out, const std::vector<std::string>& changes, std::string_view nothing) {
  if (out.json()) {
    out.document(Json::object().set("changes", Json::strings(changes)));
    return exit_done;
  }
  for (const auto& change : changes) out.line(base::printable(out.program().words(change)));
  if (changes.empty()) out.remark("nothing to change: " + std::string(nothing));
  return exit_done;
}

}  // namespace dunlin::cli
