// Texts of migrations in every layout: read_body() either refuses with a place, or gives halves that read by
// themselves exactly as they read within the file.
#include "fuzz/fuzz.hpp"
#include "source/layout.hpp"
#include "source/migration.hpp"

namespace dunlin::fuzz {
namespace {

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

void demand(bool holds, const char* what, std::string_view input) {
  if (!holds) fail(what, input);
}

void same(const source::Half& half, const source::Summary& whole, const source::Layout& layout,
          const sql::LexRules& lex, const source::Variables& variables, std::string_view input) {
  const source::Summary alone = source::summarize(half, layout, lex, variables);
  demand(alone.statements == whole.statements, "a half alone has as many statements as within its file", input);
  demand(alone.statements == whole.statements, "a half alone has the statements that it has within its file", input);
}

}  // namespace

// The first character chooses the layout and the database.
std::vector<std::string> seeds() {
  return {
      "a-- What it is.\n-- dunlin:up\nSELECT 1;\n-- dunlin:down\nSELECT 2;\n-- dunlin:log x\n",
      "a\xEF\xBB\xBF-- dunlin:requires 1.2, 003\r\n-- dunlin:transaction off\r\nVACUUM;\r\n",
      "a-- dunlin:batch 5 pause 50ms\nDELETE FROM t;\n-- dunlin:unless-exists column a.b.c\nSELECT ${NAME};",
      "a-- dunlin:up\n-- dunlin:irreversible why\nCREATE FUNCTION f() RETURNS int AS $$ SELECT 1; $$ LANGUAGE sql;\n",
      "a-- dunlin:up\nDELIMITER //\nSELECT 1//\n-- dunlin:down\nSELECT 2;\n",
      "b-- dunlin:environment a b\n-- dunlin:lock-timeout 3s\n-- dunlin:up\nSELECT 1; -- dunlin:down\nSELECT 2;",
      "c-- +goose NO TRANSACTION\n-- +goose Up\n-- +goose StatementBegin\nSELECT 1;SELECT 2;\n"
      "-- +goose StatementEnd\n-- +goose Down\nSELECT 2;\n",
      "d-- migrate:up transaction:false\n-- dunlin:if-exists table a\nSELECT 1;\n-- migrate:down\n"
      "COPY a FROM stdin;\n1\n\\.\nSELECT 2;\n",
      "g-- no-transaction\nBEGIN; SELECT 1; COMMIT;\n",
      "A-- dunlin:batch 5 by a.b\nDELETE FROM t WHERE a BETWEEN :batch_from AND :batch_to;\n",
      "A# dunlin:up\nCREATE PROCEDURE p() BEGIN SELECT 1; END;\n# dunlin:down\nDROP PROCEDURE p;\n",
  };
}

std::vector<std::string> dictionary() {
  return {"-- ",
          "\n",
          ";",
          "dunlin:",
          "dunlin:up\n",
          "dunlin:down\n",
          "+goose ",
          "Up\n",
          "Down\n",
          "StatementBegin\n",
          "StatementEnd\n",
          "migrate:up\n",
          "migrate:down\n",
          "transaction off\n",
          "batch 5 ",
          "by a.b ",
          "pause 5s\n",
          "if-exists ",
          "table a\n",
          "log x\n",
          "DELIMITER //\n",
          "//",
          "$$",
          "'",
          "\"",
          "/*",
          "*/",
          "${NAME}",
          "BEGIN",
          "END",
          "COPY a FROM stdin;\n",
          "\\.\n",
          "\r\n",
          "SELECT 1",
          "\xC3\xA4",
          "#"};
}

bool run(std::string_view input) {
  if (input.empty()) return false;
  const auto layouts = source::layouts();
  const auto choice = static_cast<unsigned char>(input[0]);
  const bool maria = (choice & 0x20) == 0;
  const source::Layout& layout = *layouts[((choice & 0x1fu) + layouts.size() - 1) % layouts.size()];
  const sql::LexRules& lex = rules(maria);
  static const source::Variables variables = {{"NAME", "value"}};
  source::Migration migration;
  migration.version = "1";
  migration.layout = &layout;
  migration.up = base::Content::memory("fuzz.sql", std::string(input.substr(1)));
  source::Body body;
  try {
    body = source::read_body(migration, lex, variables);
  } catch (const Error& error) {
    demand(error.kind == ErrorKind::config, "a text that cannot be read is a config error", input);
    demand(error.place.line > 0 && error.place.column > 0, "an error has its place", input);
    demand(!error.hint.empty(), "an error says what to do", input);
    return false;
  }
  same(body.up, body.up_summary, layout, lex, variables, input);
  demand(body.down.has_value() == body.down_summary.has_value(), "a down has a summary", input);
  if (body.down) {
    demand(body.down->from >= body.up.to, "the halves do not overlap", input);
    same(*body.down, *body.down_summary, layout, lex, variables, input);
  }
  return true;
}

}  // namespace dunlin::fuzz
