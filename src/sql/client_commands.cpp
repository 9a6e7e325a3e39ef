#include "sql/client_commands.hpp"

#include <string>

#include "base/text.hpp"
#include "sql/characters.hpp"

namespace dunlin::sql {

namespace {

struct Advice {
  std::string_view commands;  ///< separated and surrounded by spaces
  std::string_view hint;
};

constexpr Advice psql_advice[] = {
    {" c connect ", "remove the line: the migration runs in the database that Dunlin is connected to"},
    {" i ir include include_relative ", "put the text of that file here, or into a migration of its own"},
    {" copy ", "write COPY ... FROM stdin; with the data behind it, which Dunlin sends along"},
    {" set unset gset ",
     "write the value in place, or use a DO block; Dunlin replaces ${NAME} declared under [variables]"},
    {" if elif else endif ", "write the condition as a DO block, or put -- dunlin:if-exists before the statement"},
    {" echo qecho warn ", "remove the line, or write -- dunlin:log TEXT"},
    {" g gx gdesc gexec watch crosstabview ", "end the statement with a semicolon instead"},
    {" q quit ", "remove the line and what should not run behind it"},
    {" ! ", "run the command before or after Dunlin"},
    {" . ", "this line ends the data of COPY ... FROM stdin, and there is none here: remove it"},
};

/// The command's name, behind the backslash.
std::string command_name(Scanner& scanner) {
  std::size_t length = 0;
  while (character::is(scanner.peek(length), character::word_start | character::digit)) ++length;
  if (length == 0 && scanner.peek() > ' ') length = 1;
  return std::string(scanner.text(scanner.offset(), scanner.offset() + length));
}

[[noreturn]] void refuse(Scanner& scanner, const Lexeme& backslash, const std::string& name) {
  std::string hint = "remove it: it speaks to psql, not to the database";
  for (const Advice& advice : psql_advice) {
    if (!name.empty() && advice.commands.find(" " + name + " ") != std::string_view::npos) hint = advice.hint;
  }
  scanner.fail(backslash.begin, "\\" + name + " is a command of psql, which does not run here", hint);
}

}  // namespace

void skip_psql_command(Scanner& scanner, const Lexeme& backslash) {
  const std::string name = command_name(scanner);
  if (name != "restrict" && name != "unrestrict") refuse(scanner, backslash, name);
  scanner.skip_line();
}

void refuse_psql_command(Scanner& scanner, const Lexeme& backslash) {
  refuse(scanner, backslash, command_name(scanner));
}

void refuse_source_command(Scanner& scanner, const Lexeme& word) {
  scanner.fail(word.begin, "SOURCE is a command of the mysql client, which does not run here",
               "put the text of that file here, or into a migration of its own");
}

}  // namespace dunlin::sql
