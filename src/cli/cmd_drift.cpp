#include "base/text.hpp"
#include "cli/schema_view.hpp"

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

}  // namespace

int cmd_drift(Session& session) {
  Output& out = session.out;
  const auto found = drift(library_options(session.settings()));
  const auto format = schema_format(session);
  const auto both = [&] {
    out.line("-- The migrations become what the database is:");
    show_text(out, script_text(found.up, {}));
    out.line("");
    out.line("-- The database becomes what the migrations are:");
    show_text(out, script_text(found.down, {}));
  };
  if (format == SchemaFormat::json) {
    out.document(difference_json(found));
  } else if (found.empty()) {
    if (format == SchemaFormat::text) out.remark("no drift: the database is what its migrations made");
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
