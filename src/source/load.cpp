// load(): from folders to migrations in order, with a word on everything that is not as it should be.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/text.hpp"
#include "source/code.hpp"
#include "source/entry.hpp"
#include "source/layouts.hpp"
#include "source/name_rules.hpp"
#include "source/names.hpp"
#include "source/version.hpp"

namespace dunlin::source {
namespace {

// "0.17", "v2": a folder that is named by a release and nothing else.
bool is_release(std::string_view name) {
  if (name.size() > 1 && (name[0] == 'v' || name[0] == 'V')) name.remove_prefix(1);
  return !name.empty() && base::is_digit(name[0]) && name.find_first_not_of("0123456789.") == std::string_view::npos;
}

std::string_view folder_of(std::string_view path) { return path.substr(0, path.size() - base::base_name(path).size()); }

std::string quoted(std::string_view name) { return "\"" + base::printable(name) + "\""; }

class Loader {
 public:
  explicit Loader(const SourceOptions& options) : options_(options) {}

  Source run() {
    const Layout* asked = options_.layout == "auto" ? nullptr : layout_named(options_.layout);
    if (options_.layout != "auto" && asked == nullptr) throw unknown_layout();
    make_roots();
    entries_ = list_entries(roots_, source_.problems);
    layout_ = asked;
    if (layout_ == nullptr) {
      Recognised recognised = recognise(entries_);
      layout_ = recognised.layout;
      if (recognised.problem) source_.problems.push_back(std::move(*recognised.problem));
    }
    source_.layout = layout_;
    if (layout_->recursive) list_deeper(entries_);
    for (const Entry& entry : entries_) {
      names_.insert(entry.path());
      if (!is_releases(entry)) continue;
      for (const base::DirectoryEntry& file : entry.inside) names_.insert(base::join_path(entry.path(), file.name));
    }
    for (Entry& entry : entries_) {
      if (entry.is_directory) {
        take_folder(entry);
      } else {
        take_file(entry);
      }
    }
    join_downs();
    for (const Migrations::Entry& entry : options_.migrations.entries()) take_code(entry);
    check_numbering(source_.migrations, source_.problems);
    check_restarts();
    report_spelling(std::move(spelling_), source_.migrations.size(), source_.problems);
    sort();
    if (source_.migrations.empty() && source_.problems.empty()) report_empty();
    return std::move(source_);
  }

 private:
  void make_roots() {
    for (const std::string& directory : options_.directories) roots_.push_back({&disk(), directory});
    for (const EmbeddedFiles& files : options_.embedded) {
      const std::size_t number = embedded_.size() + 1;
      const std::string root = number == 1 ? "(embedded)" : "(embedded " + std::to_string(number) + ")";
      embedded_.push_back(embedded_folder(root, files));
      roots_.push_back({embedded_.back().get(), root});
    }
  }

  [[nodiscard]] Error unknown_layout() const {
    const std::string near = base::nearest(options_.layout, layout_names());
    return Error(ErrorKind::config, "There is no layout " + quoted(options_.layout),
                 (near.empty() ? std::string() : "Did you mean \"" + near + "\"? ") + "There are " +
                     base::join(layout_names(), ", "));
  }

  void report(const Entry& entry, std::string message, std::string hint, bool fatal) {
    source_.problems.push_back({std::move(message), std::move(hint), Place{entry.path()}, fatal});
  }

  // A file of Dunlin's own among those of another tool says so by its first mark.
  bool is_native(Entry& entry) { return read_entry(entry, unread_) && find_marks(*entry.content).dunlin; }

  // `release`: of the folder that it is in, where that is a part of the version.
  void take_file(Entry& entry, const std::string& release = {}) {
    if (base::find_invalid_utf8(entry.name) != std::string::npos) {
      if (without_sql(entry.name)) {
        report(entry, "The name " + quoted(entry.name) + " is not UTF-8", "Rename the file", true);
      }
      return;
    }
    if (is_cpp(entry.name)) {
      take_cpp(entry, release);
      return;
    }
    const std::optional<std::string_view> text = without_sql(entry.name);
    if (!text) {
      if (is_settings(entry.name)) return;
      if (std::optional<SourceProblem> problem = judge_other_file(entry.name, *layout_)) {
        problem->place.file = entry.path();
        source_.problems.push_back(std::move(*problem));
      }
      return;
    }
    std::optional<NameParts> parts = read_loose(entry, *text);
    if (!parts) parts = layout_->parse_name(entry.name, false);
    const Layout* layout = layout_;
    if (layout != &native_layout() && (!parts || parts->refused)) {
      std::optional<NameParts> native = native_layout().parse_name(entry.name, false);
      const bool repeatable = native && native->kind == MigrationKind::repeatable;
      if (native && !native->refused && (repeatable || is_native(entry))) {
        parts = std::move(native);
        layout = &native_layout();
      }
    }
    if (!parts || parts->refused) {
      report_name(entry, parts);
      return;
    }
    if (!release.empty() && parts->kind == MigrationKind::versioned) {
      parts->version = base::join_path(release, parts->version);
    }
    add(entry, std::move(*parts), *layout, entry);
  }

  // Plain files in a folder for each release, 0.9/01_x.sql before 0.10/00_y.sql: numbers begin anew in each, so that
  // the folder is the first part of the version.
  [[nodiscard]] bool is_releases(const Entry& entry) const {
    return layout_ == &plain_layout() && entry.is_directory && is_release(entry.name);
  }

  void take_release(const Entry& entry) {
    for (const base::DirectoryEntry& file : entry.inside) {
      if (file.name.starts_with('.')) continue;
      Entry inner = entry.child(file.name, file.is_directory);
      if (file.is_directory) {
        report(inner, "The folder " + quoted(file.name) + " within a release's folder is not read",
               "Put its migrations into " + base::printable(entry.path()) + ", or move it elsewhere", true);
      } else {
        take_file(inner, entry.name);
      }
    }
  }

  [[nodiscard]] bool there(const Entry& entry, const std::string& name) const {
    return names_.contains(base::join_path(entry.directory, name));
  }

  // "005_x_down.sql" where ".down.sql" was meant: clear where the other half stands beside it. A tool that runs such a
  // file as a migration undoes what the one before it did.
  std::optional<NameParts> read_loose(const Entry& entry, std::string_view text) {
    if (layout_->folders || layout_->needs_up || layout_ == &flyway_layout()) return std::nullopt;
    const std::optional<LooseHalf> loose = read_loose_half(text);
    if (!loose) return std::nullopt;
    const std::string stem(loose->base);
    const bool is_up = loose->half == NameParts::Half::up;
    bool other = there(entry, stem + (is_up ? ".down.sql" : ".up.sql"));
    for (const char gap : {'_', '-'}) other = other || there(entry, stem + gap + (is_up ? "down.sql" : "up.sql"));
    if (!is_up) other = other || there(entry, stem + ".sql");
    if (!other) return std::nullopt;
    const std::string right = stem + std::string(ending_of(loose->half));
    std::optional<NameParts> parts = layout_->parse_name(right, false);
    if (!parts || parts->refused) return std::nullopt;
    // db-migrate writes "-up.sql" and "-down.sql" itself.
    if (layout_ != &plain_layout() && parts->right_form.empty()) parts->right_form = right;
    return parts;
  }

  void report_name(const Entry& entry, const std::optional<NameParts>& parts) {
    if (parts && !parts->right_form.empty()) {
      report(entry, "The name " + quoted(entry.name) + " is not quite one of " + std::string(layout_->title),
             "Name it " + parts->right_form, true);
      return;
    }
    if (layout_ == &flyway_layout() && is_flyway_callback(entry.name)) {
      report(entry, quoted(entry.name) + " is a callback of Flyway, which Dunlin does not run",
             "Make a migration of it if it is needed", false);
      return;
    }
    std::string hint = "Name it like " + std::string(layout_->right_form);
    const std::optional<std::string_view> text = without_sql(entry.name);
    if (layout_ == &golang_migrate_layout() && text && leading_digits(*text) > 0) {
      const std::optional<LooseHalf> loose = read_loose_half(*text);
      const std::string right =
          loose ? std::string(loose->base) + std::string(ending_of(loose->half)) : std::string(*text) + ".up.sql";
      hint = "Name it " + right + ", or begin its text with -- dunlin:up";
    } else if (layout_ == &native_layout() && text) {
      const std::string snake = snake_case(*text);
      if (!snake.empty())
        hint = "Begin the name with a number: 20261120134500_" + snake + ".sql or 004_" + snake + ".sql";
    } else if (!layout_->folders && text && leading_digits(*text) > 0) {
      hint += ", or begin its text with -- dunlin:up";
    }
    const bool no_number = !base::is_digit(entry.name[0]);
    if (layout_->folders && text && no_number && leading_digits(entry.name.substr(1)) == 0) {
      // The layout's own tool looks at folders only, so that histories keep scripts beside them.
      report(entry, quoted(entry.name) + " is no migration of " + std::string(layout_->title) + ", and is not run",
             "If it is one, n" + hint.substr(1) + ", or begin its text with -- dunlin:up", false);
      return;
    }
    report(entry,
           no_number && layout_ == &native_layout()
               ? "The name " + quoted(entry.name) + " has no number, so it is not known when to run it"
               : "The name " + quoted(entry.name) + " is not one of " + std::string(layout_->title),
           std::move(hint), true);
  }

  static bool is_settings(std::string_view name) { return name.ends_with(".sql.conf"); }

  void take_folder(Entry& entry) {
    if (layout_->recursive) return;
    if (is_releases(entry)) {
      take_release(entry);
      return;
    }
    const bool has_sql = std::any_of(entry.inside.begin(), entry.inside.end(),
                                     [](const base::DirectoryEntry& e) { return without_sql(e.name).has_value(); });
    if (!layout_->folders) {
      // One that is named like a migration may well be one.
      const bool versioned = diesel_layout().parse_name(entry.name, true).has_value();
      if (has_sql) {
        report(entry, "The folder " + quoted(entry.name) + " holds SQL and is not read",
               is_release(entry.name)
                   ? "If each release has its folder of migrations, set layout = \"plain\": folder and file name are "
                     "then the version"
                   : "If it holds migrations too, name it with --migrations or under migrations in dunlin.toml, else "
                     "move it elsewhere",
               versioned);
      }
      return;
    }
    const std::optional<NameParts> parts = layout_->parse_name(entry.name, true);
    if (!parts) {
      if (has_sql) {
        report(entry,
               "The folder " + quoted(entry.name) + " is not named as " + std::string(layout_->title) +
                   " names a migration's",
               "Name it like " + std::string(layout_->right_form), true);
      }
      return;
    }
    const std::string up_name(layout_->up_file);
    if (!entry.holds(up_name)) {
      const bool down = entry.holds(layout_->down_file);
      report(entry, "The folder " + quoted(entry.name) + (down ? " has a down, but no " : " has no ") + up_name,
             "Put the migration's SQL into " + base::join_path(entry.path(), up_name), true);
      return;
    }
    Entry up = entry.child(up_name);
    if (!add(up, *parts, *layout_, entry)) return;
    Migration& migration = source_.migrations.back();
    if (entry.holds(layout_->down_file)) {
      Entry down = entry.child(std::string(layout_->down_file));
      if (read_entry(down, source_.problems)) migration.down = std::move(*down.content);
    }
    if (!layout_->transaction_setting.empty() && entry.holds("metadata.toml")) {
      Entry settings = entry.child("metadata.toml");
      if (read_entry(settings, source_.problems)) migration.settings.push_back(std::move(*settings.content));
    }
  }

  // False where the file was not taken. `named`: what carries the migration's name, the file itself or its folder.
  bool add(Entry& entry, NameParts parts, const Layout& layout, const Entry& named) {
    if (!read_entry(entry, source_.problems)) return false;
    Migration migration;
    migration.version = std::move(parts.version);
    migration.name = std::move(parts.name);
    migration.kind = parts.kind;
    migration.layout = &layout;
    migration.transaction_off = parts.transaction_off;
    if (!parts.right_form.empty()) spelling_.push_back({named.name, named.path(), parts.right_form});
    if (parts.half == NameParts::Half::down) {
      migration.up = std::move(*entry.content);
      downs_.push_back({migration.key(), std::move(migration)});
      return true;
    }
    if (!layout.folders && !layout.transaction_setting.empty() && there(entry, entry.name + ".conf")) {
      Entry settings = entry.sibling(entry.name + ".conf");
      if (read_entry(settings, source_.problems)) migration.settings.push_back(std::move(*settings.content));
    }
    const auto [found, fresh] = by_key_.try_emplace(migration.key(), source_.migrations.size());
    if (!fresh) {
      report_duplicate(source_.migrations[found->second], entry.path(), migration);
      return false;
    }
    migration.checksum = entry.content->checksum();
    migration.up = std::move(*entry.content);
    source_.migrations.push_back(std::move(migration));
    return true;
  }

  // C++ is Dunlin's own in any layout; where the whole name is the version, it is so here too.
  [[nodiscard]] const Layout& names_of_code() const {
    return layout_ == &plain_layout() ? plain_layout() : native_layout();
  }

  void take_cpp(Entry& entry, const std::string& release) {
    NameParts parts = read_cpp_name(entry.name, names_of_code());
    if (parts.refused && parts.right_form.empty()) return;  // something that is compiled into another
    if (parts.refused) {
      report(entry, "The name " + quoted(entry.name) + " is not quite that of a migration in C++",
             "Name it " + parts.right_form + "; both halves stand in it", true);
      return;
    }
    if (!release.empty() && parts.kind == MigrationKind::versioned) {
      parts.version = base::join_path(release, parts.version);
    }
    // On disk: compiled when it is to run, and not to look at it.
    std::optional<Code> code = entry.folder == &disk() ? Code() : embedded_code(entry);
    if (code && add(entry, std::move(parts), native_layout(), entry)) {
      source_.migrations.back().code = std::make_shared<Code>(std::move(*code));
    }
  }

  // What was compiled into the program with its folder.
  std::optional<Code> embedded_code(const Entry& entry) {
    const MigrationFileEntry compiled = entry.folder->code(entry.path());
    if (compiled == nullptr) {
      report(entry, quoted(entry.name) + " is embedded as text only, and cannot be run",
             "Let dunlin_embed_migrations() compile it, or take it out", true);
      return std::nullopt;
    }
    try {
      const Migrations::Entry made = migration_of(compiled, entry.path());
      return Code{made.migration, made.has_down, made.migration->traits()};
    } catch (const Error& error) {
      report(entry, error.message, error.hint, true);
    } catch (const std::exception& error) {
      report(entry, quoted(entry.name) + " threw when it was asked for its traits: " + base::printable(error.what()),
             "traits() only says what the migration is; what it does belongs into up()", true);
    }
    return std::nullopt;
  }

  void take_code(const Migrations::Entry& entry) {
    std::optional<Migration> migration = read_code(entry, names_of_code(), spelling_, source_.problems);
    if (!migration) return;
    const auto [found, fresh] = by_key_.try_emplace(migration->key(), source_.migrations.size());
    if (fresh) {
      source_.migrations.push_back(std::move(*migration));
    } else {
      report_duplicate(source_.migrations[found->second], {}, *migration);
    }
  }

  // `second`: the file that was not taken; empty for code.
  void report_duplicate(const Migration& first, const std::string& second, const Migration& migration) {
    SourceProblem problem;
    const bool repeatable = migration.kind == MigrationKind::repeatable;
    problem.message = std::string(migration.code ? "Two migrations" : "Two files") + " have the same " +
                      (repeatable ? "name " : "version ") +
                      base::printable(repeatable ? migration.name : migration.version) + ": " +
                      base::printable(first.whereabouts()) + " and " +
                      base::printable(second.empty() ? migration.whereabouts() : second);
    problem.hint = "Give one of them another number";
    if (!layout_->folders && layout_ != &plain_layout() && layout_ != &flyway_layout()) {
      problem.hint += ", or set layout = \"plain\" where the whole file name is the version";
    }
    problem.place.file = second;
    source_.problems.push_back(std::move(problem));
  }

  void join_downs() {
    for (auto& [key, down] : downs_) {
      const std::string path = down.up.name();
      const auto found = by_key_.find(key);
      if (found == by_key_.end()) {
        SourceProblem problem;
        problem.message = "There is a down without an up: " + base::printable(path);
        problem.hint = layout_ == &flyway_layout() ? "Add the V file of the same version, or take this one out"
                                                   : "Add the .up.sql file of the same version, or take this one out";
        problem.place.file = path;
        source_.problems.push_back(std::move(problem));
        continue;
      }
      Migration& migration = source_.migrations[found->second];
      if (migration.down) {
        Migration first;
        first.up = *migration.down;
        report_duplicate(first, path, migration);
        continue;
      }
      migration.down = std::move(down.up);
    }
  }

  // Whole names tell apart what numbers do not; but where each of several directories numbers its files from the
  // beginning, the order of their numbers is not the order in which they are meant.
  void check_restarts() {
    if (layout_ != &plain_layout() || roots_.size() < 2) return;
    std::unordered_map<std::string, const Migration*> numbers;
    for (const Migration& migration : source_.migrations) {
      const std::size_t digits = leading_digits(migration.version);
      const bool counts = digits > 0 && digits < 8 && migration.version.find('/') == std::string::npos;
      if (migration.kind != MigrationKind::versioned || !counts) continue;
      const auto [found, fresh] = numbers.try_emplace(version_key(migration.version.substr(0, digits)), &migration);
      if (fresh) continue;
      const std::string& first = found->second->up.name();
      const std::string& second = migration.up.name();
      if (folder_of(first) == folder_of(second)) continue;
      source_.problems.push_back(
          {"The directories number their files alike, so that it is not known which come first: " +
               base::printable(first) + " and " + base::printable(second),
           "Name the one directory above them, where their names are releases (0.9, 0.10), or "
           "migrate each by itself with a history_table of its own",
           Place{second}, true});
      return;
    }
  }

  void sort() {
    struct Keyed {
      std::string key;
      Migration migration;
    };
    std::vector<Keyed> keyed;
    keyed.reserve(source_.migrations.size());
    for (Migration& migration : source_.migrations) {
      std::string key(1, migration.kind == MigrationKind::repeatable ? '\1' : '\0');
      key += migration.kind == MigrationKind::repeatable ? migration.name : version_sort_key(migration.version);
      if (migration.kind == MigrationKind::versioned) key += '\1';  // behind the baseline of the same version
      keyed.push_back({std::move(key), std::move(migration)});
    }
    std::sort(keyed.begin(), keyed.end(), [](const Keyed& a, const Keyed& b) { return a.key < b.key; });
    source_.migrations.clear();
    for (Keyed& one : keyed) source_.migrations.push_back(std::move(one.migration));
  }

  void report_empty() {
    std::string folders;
    for (const Entry& entry : entries_) {
      if (!entry.is_directory || folders.size() > 80) continue;
      folders += (folders.empty() ? "" : ", ") + base::printable(entry.path());
    }
    std::vector<std::string> names;
    for (const Root& root : roots_) names.push_back(base::printable(root.path));
    SourceProblem problem;
    problem.message = "There are no migrations" + (names.empty() ? "" : " in " + base::join(names, ", "));
    problem.hint = folders.empty()
                       ? "Write the first one with dunlin new NAME"
                       : "Write the first one with dunlin new NAME, or name the folder that holds them with "
                         "--migrations; there are " +
                             folders;
    if (!roots_.empty()) problem.place.file = roots_[0].path;
    problem.fatal = false;
    source_.problems.push_back(std::move(problem));
  }

  const SourceOptions& options_;
  const Layout* layout_ = nullptr;
  Source source_;
  std::vector<std::unique_ptr<const Folder>> embedded_;
  std::vector<Root> roots_;
  std::vector<Entry> entries_;
  std::unordered_set<std::string> names_;
  std::unordered_map<std::string, std::size_t> by_key_;
  std::vector<std::pair<std::string, Migration>> downs_;
  std::vector<Spelling> spelling_;
  std::vector<SourceProblem> unread_;
};

}  // namespace

Source load(const SourceOptions& options) { return Loader(options).run(); }

}  // namespace dunlin::source
