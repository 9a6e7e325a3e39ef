#include "cli/cli.hpp"

#include <cstring>
#include <exception>
#include <new>

#include "base/text.hpp"
#include "cli/error_text.hpp"
#include "cli/help.hpp"
#include "cli/session.hpp"

namespace dunlin::cli {
namespace {

int complain(Output& out, const Error& error) {
  if (out.json()) {
    out.document(Json::object().set("error", error_json(error)));
  } else {
    for (const auto& line : error_lines(error, out.err_style(), out.width())) out.complain(line);
  }
  return exit_code(error);
}

int dispatch(const Arguments& arguments, Output& out) {
  if (arguments.command == nullptr) {
    if (!arguments.words.empty()) {
      throw Error(ErrorKind::usage, "there is no command '" + base::printable(arguments.words[0]) + "'");
    }
    print_overview(out);
    return exit_done;
  }
  if (arguments.has("--help")) {
    print_help(out, *arguments.command);
    return exit_done;
  }
  Session session(arguments, out);
  if (arguments.command->needs != Needs::nothing) static_cast<void>(session.settings());
  return arguments.command->run(session);
}

int guarded(const Arguments& arguments, Output& out) {
  try {
    return dispatch(arguments, out);
  } catch (const Error& error) {
    return complain(out, error);
  } catch (const std::bad_alloc&) {
    return complain(out, Error(ErrorKind::internal, "there is not enough memory"));
  } catch (const std::exception& error) {
    return complain(out, Error(ErrorKind::internal, std::string("this should not have happened: ") + error.what(),
                               "please report it, with the command and what it printed"));
  }
}

}  // namespace

int run(int argc, char** argv) {
  ignore_broken_pipes();
  Arguments arguments;
  std::optional<Error> wrong;
  try {
    arguments = parse_arguments(argc, argv);
  } catch (const Error& error) {
    wrong = error;
  }
  Output::Modes modes;
  modes.json = wrong ? mentions(argc, argv, "--json") : arguments.has("--json");
  modes.quiet = arguments.has("--quiet");
  modes.verbose = arguments.has("--verbose");
  modes.colour = wrong ? !mentions(argc, argv, "--no-color") : !arguments.has("--no-color");
  Output out(modes);
  int code = exit_done;
  try {
    code = wrong ? complain(out, *wrong) : guarded(arguments, out);
  } catch (const std::exception&) {
    code = exit_failed;  // not even the complaint could be made
  }
  if (!out.written() && code == exit_done) {
    out.complain("error: cannot write to standard output: " + std::string(std::strerror(out.write_error())));
    code = exit_failed;
  }
  return code;
}

}  // namespace dunlin::cli
