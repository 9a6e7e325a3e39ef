// schema show, diff, apply.
#include "base/text.hpp"
#include "cli/prompt.hpp"
#include "cli/schema_view.hpp"
#include "cli/stopping.hpp"
#include "dunlin/difference.hpp"

namespace dunlin::cli {
namespace {

int show_difference(Session& session, const Difference& difference) {
  Output& out = session.out;
  const auto format = schema_format(session);
  if (format == SchemaFormat::json) {
    out.document(difference_json(difference));
  } else if (format == SchemaFormat::sql) {
    const bool down = session.arguments.has("--down");
    show_text(out, down ? script_text(difference.down, {}) : script_text(difference.up, difference.losses));
  } else if (difference.empty()) {
    out.remark(base::printable(difference.from) + " and " + base::printable(difference.to) + " are alike");
  } else {
    show_changes(out, difference);
    out.line("");
    show_text(out, script_text(difference.up, {}));
  }
  return difference.empty() ? exit_done : exit_found;
}

}  // namespace

int cmd_schema_show(Session& session) {
  const auto source = SchemaSource::parse(session.arguments.value("--from"));
  const auto text = stoppable(session, schema_options(session.settings()), [&](const Options& options) {
    return show_schema(options, source, schema_format(session), session.arguments.word(0));
  });
  const auto format = schema_format(session);
  if (format == SchemaFormat::json) {
    session.out.made_document(text);
  } else if (session.out.json()) {
    session.out.document(Json::object().set("schema", text));
  } else {
    show_text(session.out, text);
  }
  return exit_done;
}

int cmd_schema_diff(Session& session) {
  const auto from = SchemaSource::parse(session.arguments.word(0));
  const auto to = SchemaSource::parse(session.arguments.word(1));
  const auto how = difference_options(session);
  return show_difference(session, stoppable(session, schema_options(session.settings()), [&](const Options& options) {
                           return difference(options, from, to, how);
                         }));
}

int cmd_schema_apply(Session& session) {
  Output& out = session.out;
  const auto words = session.arguments.word(0);
  const auto desired = words.empty() ? SchemaSource{SchemaSource::Kind::desired, {}} : SchemaSource::parse(words);
  const auto how = difference_options(session);
  if (session.arguments.has("--dry-run")) {
    return show_difference(session,
                           stoppable(session, library_options(session.settings()),
                                     [&](const Options& options) { return difference(options, {}, desired, how); }));
  }

  bool declined = false;
  const auto confirm = [&](const Difference& planned) {
    if (session.yes()) return true;
    if (!out.may_ask()) {
      throw Error(ErrorKind::refused, "this would change the schema, and there is nobody to ask",
                  "add --yes to go ahead, or --dry-run to look only");
    }
    show_changes(out, planned);
    out.line("");
    show_text(out, script_text(planned.up, {}));
    declined = !ask_yes_no(out, "Apply this?");
    return !declined;
  };
  Difference done;
  try {
    done = stoppable(session, library_options(session.settings()),
                     [&](const Options& options) { return apply_schema(options, desired, how, confirm); });
  } catch (const Error&) {
    if (!declined || out.json()) throw;
    out.complain("nothing was done");
    return exit_failed;
  }
  if (out.json()) {
    out.document(difference_json(done));
  } else if (done.empty()) {
    out.remark("nothing to do: " + base::printable(done.from) + " is as it should be");
  } else {
    if (session.yes()) show_changes(out, done);
    const auto count = static_cast<std::int64_t>(done.up.size());
    out.remark("done: " + base::plural(count, "statement"));
  }
  return exit_done;
}

}  // namespace dunlin::cli
