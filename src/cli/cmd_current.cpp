#include "base/text.hpp"
#include "cli/session.hpp"

namespace dunlin::cli {

int cmd_current(Session& session) {
  const Status status = session.migrator().status();
  const MigrationStatus* found = nullptr;
  for (const MigrationStatus& migration : status.migrations) {
    if (!status.current.empty() && migration.version == status.current) found = &migration;
  }
  Output& out = session.out;
  if (out.json()) {
    Json json = Json::object();
    json.set("database", status.database).set("current", Json::known(status.current));
    json.set("title", found == nullptr ? Json() : Json(found->title)).set("pending", status.pending);
    out.document(json);
    return exit_done;
  }
  out.line(status.current.empty() ? "base" : base::printable(status.current));
  std::string text = status.current.empty() ? "no migration is applied"
                     : found == nullptr     ? ""
                                            : base::printable(found->title);
  if (status.pending > 0) text += (text.empty() ? "" : "; ") + base::format_count(status.pending) + " pending";
  if (!text.empty()) out.story(out.err_style()(Tone::dim, text));
  return exit_done;
}

}  // namespace dunlin::cli
