#include "base/file.hpp"
#include "base/text.hpp"
#include "cli/session.hpp"
#include "dunlin/admin.hpp"

namespace dunlin::cli {

int cmd_init(Session& session) {
  const Arguments& arguments = session.arguments;
  Output& out = session.out;
  const Naming naming =
      arguments.has("--naming") ? parse_naming(arguments.value("--naming"), Place()) : Naming::timestamp;
  std::string url = arguments.value("--database");
  bool hidden = false;
  if (!url.empty() && has_password(url)) {  // passwords do not belong into a file that is committed
    url = "env:DATABASE_URL";
    hidden = true;
  }
  const std::string folder = arguments.word(0);
  const auto given = arguments.values("--migrations");
  const std::vector<std::string> directories = given.empty() ? std::vector<std::string>{"migrations"} : given;
  const std::string file = base::join_path(folder, "dunlin.toml");
  if (base::file_exists(file)) {
    throw Error(ErrorKind::refused, "'" + base::printable(file) + "' is there already",
                "edit it, or remove it first; `dunlin init` overwrites nothing");
  }
  std::vector<std::string> made;
  if (!folder.empty()) base::create_directories(folder);
  base::create_file(file, out.program().words(config_template(url, directories, naming)));
  made.push_back(file);
  for (const auto& directory : directories) {
    const std::string path = base::join_path(folder, directory);
    if (base::directory_exists(path)) continue;
    base::create_directories(path);
    made.push_back(path + "/");
  }
  if (out.json()) {
    out.document(Json::object().set("created", Json::strings(made)));
    return exit_done;
  }
  for (const auto& path : made) out.line("created " + base::printable(path));
  if (hidden) {
    out.remark("The URL holds a password, so dunlin.toml refers to the environment variable DATABASE_URL instead.");
  }
  out.remark("");
  out.remark("Next:");
  if (url.empty())
    out.remark("  the database is sqlite:app.db; " + base::printable(file) + " or DATABASE_URL name another");
  const Program& program = out.program();
  out.remark("  " + program.command("new NAME") + "     make the first migration");
  out.remark("  " + program.command("up") + "           apply it");
  return exit_done;
}

}  // namespace dunlin::cli
