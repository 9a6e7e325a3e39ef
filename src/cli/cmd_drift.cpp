#include "base/text.hpp"
#include "cli/schema_view.hpp"
#include "cli/stopping.hpp"

namespace dunlin::cli {
namespace {

std::string_view word(SchemaChange::Kind kind) {
  switch (kind) {
    case SchemaChange::Kind::create:
      return "extra    ";
    case SchemaChange::Kind::drop:
      return "missing  ";
    case SchemaChange::Kind::rename:
      return "renamed  ";
    case SchemaChange::Kind::alter:
      break;
  }
  return "changed  ";
}

/// The database beside another schema than what its migrations made.
Difference beside(const Options& options, const SchemaSource& other) {
  DifferenceOptions how;
  how.ask_rename = [](const RenameQuestion&) { return false; };
  return difference(options, other, {}, how);
}

}  // namespace

int cmd_drift(Session& session) {
  Output& out = session.out;
  const std::string against = session.arguments.value("--against");
  const auto found = stoppable(session, library_options(session.settings()), [&](const Options& options) {
    return against.empty() ? drift(options) : beside(options, SchemaSource::parse(against));
  });
  const auto format = schema_format(session);
  const auto both = [&] {
    const std::string other = against.empty() ? "what the migrations make" : base::printable(found.from);
    out.line("-- Makes of " + other + " what the database is:");
    show_text(out, script_text(found.up, {}));
    out.line("");
    out.line("-- Makes of the database " + (against.empty() ? other : "what " + other + " is") + ":");
    show_text(out, script_text(found.down, {}));
  };
  if (format == SchemaFormat::json) {
    out.document(difference_json(found));
  } else if (found.empty()) {
    if (format == SchemaFormat::text) {
      out.remark("no drift: the database is what " +
                 (against.empty() ? "its migrations made" : base::printable(found.from) + " is"));
    }
  } else {
    if (format == SchemaFormat::text) {
      for (const auto& change : found.changes) {
        std::string line = std::string(word(change.kind)) + base::printable(change.object);
        if (!change.attributes.empty()) line += " (" + base::printable(base::join(change.attributes, ", ")) + ")";
        out.line(line);
      }
      for (const auto& note : found.notes) out.line("note: " + base::printable(note));
      if (!found.up.empty()) out.line("");
    }
    if (!found.up.empty()) both();
  }
  return found.empty() ? exit_done : exit_found;
}

}  // namespace dunlin::cli
