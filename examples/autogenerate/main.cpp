// Models in C++; migrations are made from them.
#include <dunlin/cli.hpp>
#include <dunlin/dunlin.hpp>

#include <cstdlib>
#include <iostream>
#include <string_view>

#include "models.hpp"

namespace {

dunlin::cli::Application application() {
  const char* file = std::getenv("SOUNDSHARE_DATABASE");
  dunlin::cli::Application application;
  application.program = "soundshare db";
  application.options.url = std::string("sqlite:") + (file == nullptr ? "soundshare.db" : file);
  application.options.directories = {"migrations"};
  application.options.models = soundshare_models(std::getenv("SOUNDSHARE_NEXT") != nullptr);
  return application;
}

int initial() {
  for (const auto& file : dunlin::generate(application().options, {.from_models = true}).files) {
    std::cout << file << '\n';
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view command = argc > 1 ? argv[1] : "";
  try {
    if (command == "initial") return initial();
    if (command == "db") return dunlin::cli::run(argc - 1, argv + 1, application());
  } catch (const dunlin::Error& error) {
    std::cerr << "soundshare: " << error.message << '\n';
    if (!error.hint.empty()) std::cerr << "  " << error.hint << '\n';
    return 1;
  }
  std::cerr << "usage: soundshare initial | db COMMAND\n";
  return 2;
}
