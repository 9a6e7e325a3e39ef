// Texts of migrations in every layout: read_body() either refuses with a place, or gives halves that read by
// themselves exactly as they read within the file.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "source/layout.hpp"
#include "source/migration.hpp"

namespace {

using namespace dunlin;

const sql::LexRules& rules(bool maria) {
  static const sql::LexRules postgres = [] {
    sql::LexRules made;
    made.dollar_quotes = made.nested_comments = made.escape_strings = true;
    made.copy_from_stdin = made.psql_commands = made.begin_atomic = made.delimiter_command = true;
    made.folding = sql::NameFolding::lower;
    return made;
  }();
  static const sql::LexRules mariadb = [] {
    sql::LexRules made;
    made.hash_comments = made.dashes_need_space = made.versioned_comments = made.backslash_escapes = true;
    made.double_quoted_strings = made.backtick_names = made.delimiter_command = made.compound_bodies = true;
    return made;
  }();
  return maria ? mariadb : postgres;
}

void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

void same(const source::Half& half, const source::Summary& whole, const source::Layout& layout,
          const sql::LexRules& lex, const source::Variables& variables) {
  const source::Summary alone = source::summarize(half, layout, lex, variables);
  demand(alone.statements == whole.statements, "a half alone has as many statements as within its file");
  demand(alone.digest == whole.digest, "a half alone has the statements that it has within its file");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const auto layouts = source::layouts();
  const source::Layout& layout = *layouts[data[0] % layouts.size()];
  const sql::LexRules& lex = rules((data[0] & 0x80) != 0);
  static const source::Variables variables = {{"NAME", "value"}};
  source::Migration migration;
  migration.version = "1";
  migration.layout = &layout;
  migration.up = base::Content::memory("fuzz.sql", std::string(reinterpret_cast<const char*>(data) + 1, size - 1));
  source::Body body;
  try {
    body = source::read_body(migration, lex, variables);
  } catch (const Error& error) {
    demand(error.kind == ErrorKind::config, "a text that cannot be read is a config error");
    demand(error.place.line > 0 && error.place.column > 0, "an error has its place");
    demand(!error.hint.empty(), "an error says what to do");
    return 0;
  }
  same(body.up, body.up_summary, layout, lex, variables);
  demand(body.down.has_value() == body.down_summary.has_value(), "a down has a summary");
  if (body.down) {
    demand(body.down->from >= body.up.to, "the halves do not overlap");
    same(*body.down, *body.down_summary, layout, lex, variables);
  }
  return 0;
}
