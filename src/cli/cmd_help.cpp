#include "base/text.hpp"
#include "cli/help.hpp"
#include "cli/session.hpp"

namespace dunlin::cli {

int cmd_help(Session& session) {
  const auto& words = session.arguments.words;
  if (words.empty()) {
    print_overview(session.out);
    return exit_done;
  }
  const std::string name = base::join(words, " ");
  if (words.size() == 1 && is_command_group(name)) {
    print_group(session.out, name);
    return exit_done;
  }
  const Program& program = session.out.program();
  const Command* command = program.find(name);
  if (command == nullptr) {
    const std::string near = base::nearest(name, program.names());
    throw Error(ErrorKind::usage, "there is no command '" + base::printable(name) + "'",
                near.empty() ? "`dunlin help` lists the commands" : "did you mean `dunlin help " + near + "`?");
  }
  print_help(session.out, *command);
  return exit_done;
}

}  // namespace dunlin::cli
