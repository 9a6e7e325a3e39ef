// load_snapshot(): a new database is made from a snapshot, and what is in it counts as applied. Where definitions take
// part in transactions all of that is one; elsewhere the history has a row of kind "snapshot" from before the first
// statement until the migrations are recorded, and what is missing after a crash is found by comparing.
#include <algorithm>

#include "author/apply.hpp"
#include "author/snapshot.hpp"
#include "base/fail_point.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "dunlin/version.hpp"
#include "run/reading.hpp"
#include "run/step_text.hpp"

namespace dunlin {
inline namespace v0 {
namespace {

constexpr std::string_view under_way = "snapshot";  ///< version and kind of the row

std::vector<std::string> versions_in(const std::string& text) {
  std::vector<std::string> versions;
  for (const auto line : base::split(text, '\n')) {
    if (!line.starts_with(author::snapshot_contains)) continue;
    versions.emplace_back(base::trim(line.substr(author::snapshot_contains.size())));
  }
  return versions;
}

class Loading {
 public:
  Loading(author::Workshop& workshop, const SchemaSnapshot& snapshot)
      : workshop_(workshop), context_(workshop.context), snapshot_(snapshot), source_(run::load_source(context_)) {
    for (const auto& version : snapshot.migrations) {
      if (migration(version) != nullptr) continue;
      throw Error(ErrorKind::refused, "the snapshot has migration " + base::printable(version) + ", which is not here",
                  "write the snapshot anew with `dunlin schema snapshot`, or bring the file back");
    }
  }

  /// Whether the database is one that this can go into: an empty one, or one with a part of it already.
  void check() {
    records_.clear();
    if (context_.connected() || context_.adopted() || !context_.driver->creates_on_open ||
        context_.driver->exists(context_.url)) {
      context_.connect(false);
      records_ = context_.history().read(false);
    }
    begun_ = std::ranges::any_of(records_, [](const auto& record) { return record.kind == under_way; });
    if (begun_) return;
    if (std::ranges::any_of(records_, [](const auto& record) { return record.kind != "seed"; })) {
      throw Error(ErrorKind::refused, "the database has migrations applied already",
                  "a snapshot is for a new database; `dunlin up` applies what is pending");
    }
    if (!schema::objects(workshop_.live()).empty()) {
      throw Error(ErrorKind::refused, "the database is not empty",
                  "a snapshot is for a new database: `dunlin db create` makes one; `dunlin baseline` takes on one that "
                  "has its tables already");
    }
  }

  void begin(bool whole) {
    context_.history().prepare();
    check();
    if (whole || begun_) return;
    history::Record record;
    record.version = record.kind = under_way;
    record.file = base::base_name(snapshot_.file);
    record.applied_by = context_.actor();
    record.tool_version = version();
    run::commit_all(context_, {context_.history().begun(record, {})});
    begun_ = true;
    base::fail_point("the load is begun");
  }

  [[nodiscard]] std::vector<database::Command> record() {
    std::vector<database::Command> commands;
    if (begun_) commands.push_back(context_.history().removed(std::string(under_way)));
    for (const auto& version : snapshot_.migrations) {
      const auto item = run::recorded_item(context_, *migration(version));
      auto record = run::record_of(context_, item);
      record.duration_ms = 0;
      auto entry = context_.entry("schema load", item.step);
      entry.detail = base::base_name(snapshot_.file);
      commands.push_back(context_.history().applied(record, run::scripts_of(item)));
      commands.push_back(context_.history().logged(entry));
    }
    return commands;
  }

 private:
  [[nodiscard]] const source::Migration* migration(const std::string& version) const {
    const auto found = std::ranges::find_if(source_.migrations, [&](const source::Migration& each) {
      return each.kind == source::MigrationKind::versioned && each.version == version;
    });
    return found == source_.migrations.end() ? nullptr : &*found;
  }

  author::Workshop& workshop_;
  run::Context& context_;
  const SchemaSnapshot& snapshot_;
  source::Source source_;
  std::vector<history::Record> records_;
  bool begun_ = false;
};

}  // namespace

SchemaSnapshot load_snapshot(const Options& options, const std::string& file) {
  SchemaSnapshot loaded;
  loaded.file = author::snapshot_path(file);
  loaded.migrations = versions_in(base::read_file(loaded.file));
  author::Workshop workshop(options);
  Loading loading(workshop, loaded);
  loading.check();
  const SchemaSource desired{SchemaSource::Kind::sql, loaded.file};
  const auto done = author::apply(workshop, {.desired = desired,
                                             .how = {},
                                             .command = "schema load",
                                             .confirm = {},
                                             .begin = [&](bool whole) { loading.begin(whole); },
                                             .record = [&] { return loading.record(); }});
  loaded.changed = !done.empty();
  return loaded;
}

}  // namespace v0
}  // namespace dunlin
