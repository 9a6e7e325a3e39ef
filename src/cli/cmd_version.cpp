#include "cli/session.hpp"
#include "dunlin/version.hpp"

namespace dunlin::cli {

int cmd_version(Session& session) {
  Output& out = session.out;
  if (out.json()) {
    out.document(Json::object().set("name", "dunlin").set("version", version()));
  } else {
    out.line(std::string("dunlin ") + version());
  }
  return exit_done;
}

}  // namespace dunlin::cli
