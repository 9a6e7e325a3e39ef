#include "base/text.hpp"
#include "cli/json_views.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"
#include "cli/times.hpp"

namespace dunlin::cli {

int cmd_history(Session& session) {
  std::vector<LogEntry> entries = session.migrator().history();
  const std::int64_t last = session.arguments.number("--last", -1);
  if (last >= 0 && static_cast<std::size_t>(last) < entries.size())
    entries.erase(entries.begin(), entries.end() - last);
  Output& out = session.out;
  if (out.json()) {
    Json all = Json::array();
    for (const LogEntry& entry : entries) all.add(log_json(entry));
    out.document(Json::object().set("entries", std::move(all)));
    return exit_done;
  }
  if (entries.empty()) {
    out.remark("nothing has happened yet");
    return exit_done;
  }
  Table table({"AT", "EVENT", "VERSION", "NAME", "BY", "TOOK", "DETAIL"});
  table.right(5);
  for (const LogEntry& entry : entries) {
    table.add({{short_time(entry.at)},
               {entry.event, entry.event == "failed" ? Tone::bad : Tone::plain},
               {entry.version},
               {entry.name},
               {entry.by},
               {entry.duration_ms < 0 ? std::string() : base::format_duration(entry.duration_ms)},
               {entry.detail, Tone::dim}});
  }
  for (const auto& line : table.lines(out.out_style())) out.line(line);
  return exit_done;
}

}  // namespace dunlin::cli
