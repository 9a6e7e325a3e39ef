#include "dunlin/migration.hpp"

#include <utility>

#include "base/file.hpp"
#include "base/text.hpp"

namespace dunlin {
inline namespace v0 {
namespace {

class FunctionMigration final : public Migration {
 public:
  FunctionMigration(std::string name, MigrationFunction up, MigrationFunction down, Traits traits)
      : name_(std::move(name)), up_(std::move(up)), down_(std::move(down)), traits_(std::move(traits)) {}
  [[nodiscard]] std::string_view name() const override { return name_; }
  void up(Database& db) override { up_(db); }
  void down(Database& db) override { down_(db); }
  [[nodiscard]] Traits traits() const override { return traits_; }

 private:
  std::string name_;
  MigrationFunction up_, down_;
  Traits traits_;
};

}  // namespace

Migration::~Migration() = default;

void Migration::down(Database&) { throw Error(ErrorKind::refused, std::string(name()) + " has no down"); }

Traits Migration::traits() const { return {}; }

Migrations& Migrations::add(std::string name, MigrationFunction up, MigrationFunction down, Traits traits) {
  if (!up) throw Error(ErrorKind::usage, "the migration " + name + " has no up", "give it a function for up");
  const bool has_down = static_cast<bool>(down);
  return add(std::make_shared<FunctionMigration>(std::move(name), std::move(up), std::move(down), std::move(traits)),
             has_down);
}

Migrations& Migrations::add(std::shared_ptr<Migration> migration, bool has_down) {
  if (!migration) throw Error(ErrorKind::usage, "a null pointer is no migration");
  entries_.push_back({std::move(migration), has_down});
  return *this;
}

Migrations& Migrations::add(const Migrations& others) {
  const std::vector<Entry> copy = others.entries_;  // it may be this list
  entries_.insert(entries_.end(), copy.begin(), copy.end());
  return *this;
}

Migrations::Entry migration_of(MigrationFileEntry entry, std::string_view path) {
  const std::string file = base::base_name(path);
  const std::string title = file.substr(0, file.rfind('.'));
  const auto wrong = [&](std::string message, std::string hint) {
    Error error(ErrorKind::config, std::move(message), std::move(hint));
    error.migration = title;
    error.place.file = base::printable(path);
    return error;
  };
  const MigrationFile* compiled = entry();
  // The same interface goes by the first two numbers as long as the first is 0.
  const auto interface_of = [](std::string_view text) { return text.substr(0, text.rfind('.')); };
  if (interface_of(compiled->version) != interface_of(version())) {
    throw wrong(base::printable(file) + " was compiled for Dunlin " + base::printable(compiled->version) +
                    ", and this is Dunlin " + version(),
                "Compile it with the headers of this version");
  }
  Migrations list;
  compiled->add(list, title);
  if (list.entries().size() != 1) {
    throw wrong(base::printable(file) + " registers " + std::to_string(list.entries().size()) + " migrations",
                "One file is one migration");
  }
  const std::string_view own = list.entries()[0].migration->name();
  if (own != title) {
    throw wrong(base::printable(file) + " registers a migration that calls itself \"" + base::printable(own) + "\"",
                "Let name() return \"" + base::printable(title) + "\", or rename the file");
  }
  return list.entries()[0];
}

}  // namespace v0
}  // namespace dunlin
