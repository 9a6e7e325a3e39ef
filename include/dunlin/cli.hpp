// The command line in an application's own executable: `app db status`, `app db up`, ... with the application's
// migrations and database. It is what `dunlin` itself is made of. In CMake it is a library of its own, dunlin::cli.
//
//   int main(int argc, char** argv) {
//     if (argc > 1 && std::string_view(argv[1]) == "db") {
//       dunlin::cli::Application application{.program = "app db"};
//       application.options.url = database_url();
//       application.options.migrations = app_migrations();
//       return dunlin::cli::run(argc - 1, argv + 1, application);
//     }
//     ...
//   }
//
// Threads and the process: one run() at a time in a process, from any thread, before or after others were started, and
// as often as wanted. It ends no process, keeps nothing for the next call, and changes neither locale, working
// directory nor environment. While it runs, SIGPIPE is ignored and, for commands that change something, SIGINT, SIGTERM
// and SIGHUP stop the run in order; whatever handled them before does so again when it returns. It writes to the
// descriptors 1 and 2 (what stands in stdout's buffer goes first) and asks on descriptor 0 where that is a terminal.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "dunlin/export.hpp"
#include "dunlin/generate.hpp"
#include "dunlin/options.hpp"

namespace dunlin::cli {
inline namespace v0 {

/// What an application brings. From the strongest: options of the command line, these `options`, and with
/// `configuration` the surroundings.
struct Application {
  std::string program = "dunlin";  ///< as people type it: "app db". Help, messages and hints say it
  std::string about{};             ///< the first line of the help
  /// The database and the migrations, and how to run them. --database names another database, --migrations other
  /// folders instead of these folders and embedded files (C++ migrations stay), --env another environment.
  Options options{};
  bool other_database = true;  ///< false: there is no --database
  /// What `new` starts from: naming, directory and templates count.
  GenerateOptions new_migration{};
  /// Reads DUNLIN_DATABASE_URL, DATABASE_URL, .env and dunlin.toml as well, for what `options` leave at its default;
  /// there are `init` and --config then.
  bool configuration = false;
  /// Further names of commands, before Dunlin's own: {{"init", "db setup"}}.
  std::vector<std::pair<std::string, std::string>> names{};
};

/// Runs one command and returns its exit code: 0 done, 1 failed, 2 wrong usage or configuration, 3 something was found,
/// 4 locked by another run, 5 stopped part-way. argv[0] is not looked at; the command and its options follow. Throws
/// nothing. A second call while one runs says so and returns 1.
[[nodiscard]] DUNLIN_API int run(int argc, const char* const* argv, const Application& application);
/// `dunlin` itself, whose process ends afterwards: all of it comes from the command line and the surroundings, and
/// signals that a stop made it ignore stay ignored.
[[nodiscard]] DUNLIN_API int run(int argc, const char* const* argv);

}  // namespace v0
}  // namespace dunlin::cli
