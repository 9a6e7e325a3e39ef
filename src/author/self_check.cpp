#include "author/self_check.hpp"

#include "author/statements.hpp"
#include "base/text.hpp"

namespace dunlin::author {
namespace {

/// The text of a whole migration in Dunlin's own layout.
std::string file_text(const ScriptPart& part, const sql::LexRules& rules) {
  std::string text = "-- dunlin:up\n";
  const bool off = outside_transaction(part.up), down_off = outside_transaction(part.down);
  if (off) text += "-- dunlin:transaction off\n";
  text += text_of(part.up, rules) + "-- dunlin:down\n";
  if (off != down_off) text += std::string("-- dunlin:transaction ") + (down_off ? "off" : "on") + "\n";
  return text + text_of(part.down, rules);
}

[[noreturn]] void left_over(const std::vector<std::string>& lines, const char* which, const std::string& statements) {
  Error error(ErrorKind::internal, std::string("the ") + which + " statements were tried out and leave a difference",
              "this is a bug in Dunlin: please report it with what stands here; nothing was written or changed");
  error.detail = "left over:\n  " + base::join(lines, "\n  ") + "\nafter:\n" + statements;
  throw Error(error);
}

}  // namespace

void self_check(Workshop& workshop, const Script& script, const schema::Schema& from, const schema::Schema& to) {
  const auto& rules = workshop.connection().lex_rules();
  std::vector<std::string> texts, names;
  for (std::size_t i = 0; i < script.parts.size(); ++i) {
    texts.push_back(file_text(script.parts[i], rules));
    names.push_back(std::to_string(1000 + i) + "_part.sql");
  }
  std::vector<EmbeddedFile> files;
  for (std::size_t i = 0; i < texts.size(); ++i) files.push_back({names[i], texts[i], {}, nullptr});
  Options migrations;
  migrations.embedded = {files};
  const auto try_out = [&](const char* which, const auto& run) {
    try {
      workshop.migrate(migrations, run);
    } catch (const RunFailed& failed) {
      Error error = failed;
      error.kind = ErrorKind::internal;
      error.message = std::string("the ") + which + " statements were tried out and failed: " + error.message;
      error.hint = "this is a bug in Dunlin: please report it with what stands here; nothing was written or changed";
      error.state.clear();
      throw Error(error);
    }
    workshop.connection().reset_session();
  };
  try_out("generated", [](Migrator& migrator) { static_cast<void>(migrator.up()); });
  const auto& writer = workshop.writer();
  if (const auto lines = differences(workshop.inspect(), to, writer); !lines.empty()) {
    left_over(lines, "generated", text_of(script.up(), rules));
  }
  try_out("undoing", [](Migrator& migrator) { static_cast<void>(migrator.down({.target = "base"})); });
  if (const auto lines = differences(workshop.inspect(), from, writer); !lines.empty()) {
    left_over(lines, "undoing", text_of(script.down(), rules));
  }
}

}  // namespace dunlin::author
