#include "dunlin/cli.hpp"

#include <atomic>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>

#include "base/text.hpp"
#include "cli/error_text.hpp"
#include "cli/help.hpp"
#include "cli/session.hpp"

namespace dunlin::cli {
namespace {

int complain(Output& out, const Error& unworded) {
  const Error error = out.program().words(unworded);
  if (out.json()) {
    out.document(Json::object().set("error", error_json(error)));
  } else {
    for (const auto& line : error_lines(error, out.err_style(), out.width())) out.complain(line);
  }
  return exit_code(error);
}

int dispatch(const Arguments& arguments, const Application& given, Output& out) {
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
  Session session(arguments, given, out);
  const Needs needs = arguments.command->needs;
  if (needs == Needs::configuration || needs == Needs::run) static_cast<void>(session.settings());
  return arguments.command->run(session);
}

int guarded(const Arguments& arguments, const Application& given, Output& out) {
  try {
    return dispatch(arguments, given, out);
  } catch (const Error& error) {
    return complain(out, error);
  } catch (const std::bad_alloc&) {
    return complain(out, Error(ErrorKind::internal, "there is not enough memory"));
  } catch (const std::exception& error) {
    return complain(out, Error(ErrorKind::internal, std::string("this should not have happened: ") + error.what(),
                               "please report it, with the command and what it printed"));
  }
}

int run_program(int argc, const char* const* argv, const Program& program, const Application& given) {
  ignore_broken_pipes();
  std::fflush(stdout);
  Arguments arguments;
  std::optional<Error> wrong;
  try {
    arguments = parse_arguments(argc, argv, program);
  } catch (const Error& error) {
    wrong = error;
  }
  Output::Modes modes;
  modes.json = wrong ? mentions(argc, argv, "--json") : arguments.has("--json");
  modes.quiet = arguments.has("--quiet");
  modes.verbose = arguments.has("--verbose");
  modes.colour = wrong ? !mentions(argc, argv, "--no-color") : !arguments.has("--no-color");
  Output out(modes, program);
  int code = wrong ? complain(out, *wrong) : guarded(arguments, given, out);
  if (!out.written() && code == exit_done) {
    out.complain("error: cannot write to standard output: " + std::string(std::strerror(out.write_error())));
    code = exit_failed;
  }
  return code;
}

/// Signals belong to the process, so there can be only one at a time.
int run_alone(int argc, const char* const* argv, const Program& program, const Application& given) {
  static std::atomic_flag running;
  if (running.test_and_set()) {
    Output(Output::Modes(), program).complain("error: this process is running another command");
    return exit_failed;
  }
  int code = exit_failed;
  try {
    code = run_program(argc, argv, program, given);
  } catch (const std::exception&) {
    // Not even the complaint could be made.
  }
  running.clear();
  return code;
}

}  // namespace

inline namespace v0 {

int run(int argc, const char* const* argv, const Application& application) {
  try {
    const SignalsAsBefore signals;
    return run_alone(argc, argv, Program(application), application);
  } catch (const std::exception&) {
    return exit_failed;
  }
}

int run(int argc, const char* const* argv) {
  try {
    return run_alone(argc, argv, Program(), Application());
  } catch (const std::exception&) {
    return exit_failed;
  }
}

}  // namespace v0
}  // namespace dunlin::cli
