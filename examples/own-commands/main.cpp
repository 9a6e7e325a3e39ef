// A command line of an application, with Dunlin's commands behind one word of it.
#include <dunlin/cli.hpp>
#include <dunlin/dunlin.hpp>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string_view>

#include "migrations.hpp"

namespace {

std::string database_url() {
  const char* file = std::getenv("HUB_DATABASE");
  return std::string("sqlite:") + (file == nullptr ? "hub.db" : file);
}

/// `hub db ...`: everything that Dunlin can do, with this application's database and migrations.
int database_commands(int argc, char** argv) {
  dunlin::cli::Application application;
  application.program = "hub db";
  application.about = "The hub's database.";
  application.options.url = database_url();
  application.options.migrations = hub_migrations();
  // Those that `create-migration` made and that are not in the program yet.
  if (std::filesystem::is_directory("migrations")) application.options.directories = {"migrations"};
  application.new_migration.naming = dunlin::Naming::sequence;
  application.names = {{"init", "db setup"}};
  return dunlin::cli::run(argc, argv, application);
}

int add(const std::string& title) {
  dunlin::Database db = dunlin::Database::open(database_url());
  db.execute("INSERT INTO stories (title) VALUES (?)", title);
  return 0;
}

int stories() {
  dunlin::Database db = dunlin::Database::open(database_url());
  for (const auto& [title, author] : db.query_as<std::string, std::optional<std::string>>(
           "SELECT title, name FROM stories LEFT JOIN authors ON authors.id = author_id ORDER BY stories.id")) {
    std::cout << title << (author ? " by " + *author : "") << '\n';
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view command = argc > 1 ? argv[1] : "";
  try {
    if (command == "db") return database_commands(argc - 1, argv + 1);
    if (command == "add" && argc == 3) return add(argv[2]);
    if (command == "stories") return stories();
  } catch (const dunlin::Error& error) {
    std::cerr << "hub: " << error.message << "\n     is the database there? `hub db init` makes it\n";
    return 1;
  }
  std::cerr << "usage: hub add TITLE | stories | db COMMAND\n";
  return 2;
}
