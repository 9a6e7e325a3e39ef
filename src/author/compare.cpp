#include "author/compare.hpp"

#include <algorithm>
#include <map>

#include "author/self_check.hpp"
#include "base/text.hpp"
#include "diff/compare.hpp"
#include "diff/write.hpp"

namespace dunlin::author {
namespace {

using database::Statements;
using schema::Change;
using schema::Schema;

/// A renaming that was carried out, and the schema before it.
struct Renamed {
  schema::Rename rename;
  schema::Rename back;
};

class Comparer {
 public:
  Comparer(Workshop& workshop, const SchemaSource& from, const SchemaSource& to, const DifferenceOptions& how)
      : workshop_(workshop), from_(from), to_(to), how_(how) {}

  Comparison run(bool lenient) {
    load_both();
    rename();
    const auto& writer = workshop_.writer();
    changes_ = diff::plan(current_, out_.to, writer);
    say();
    if (out_.difference.empty()) return std::move(out_);
    count_losses();
    try {
      write();
      // Renames, and parts one by one, have changed the sandbox.
      if (sandbox_moved_) make_from();
      self_check(workshop_, out_.script, out_.from, out_.to);
    } catch (const Error& error) {
      if (!lenient) throw;
      out_.difference.notes.push_back(error.message);
      out_.script.parts.clear();
    }
    for (const auto& each : out_.script.up()) out_.difference.up.push_back({each.sql, each.transactional, each.remark});
    for (const auto& each : out_.script.down()) {
      out_.difference.down.push_back({each.sql, each.transactional, each.remark});
    }
    return std::move(out_);
  }

 private:
  void load_both() {
    out_.difference.from = from_.words();
    out_.difference.to = to_.words();
    auto to = load(workshop_, to_);
    out_.to = std::move(to.schema);
    declared_ = std::move(to.renames);
    made_to_ = std::move(to.statements);
    auto from = load(workshop_, from_);
    out_.from = std::move(from.schema);
    for (auto* notes : {&from.notes, &to.notes}) {
      out_.difference.notes.insert(out_.difference.notes.end(), notes->begin(), notes->end());
    }
    if (!from.in_sandbox && !differences(out_.from, out_.to, workshop_.writer()).empty()) make_from();
    current_ = out_.from;
  }

  /// A database's schema is made in the sandbox; what cannot be made there cannot be worked with.
  void make_from() {
    const auto made = workshop_.make(out_.from);
    const auto lines = differences(made, out_.from, workshop_.writer());
    if (lines.empty()) return;
    Error error(
        ErrorKind::internal, "the schema could not be made again in a sandbox as it is",
        "this is a bug in Dunlin, or the sandbox is of another version than the database: sandbox_url names one");
    error.detail = "left over:\n  " + base::join(lines, "\n  ");
    throw Error(error);
  }

  void rename() {
    const auto& writer = workshop_.writer();
    if (differences(current_, out_.to, writer).empty()) return;
    for (const auto round : {RenameRound::wholes, RenameRound::parts, RenameRound::keys}) {
      const auto renames = find_renames(round, current_, out_.to, declared_, how_, writer);
      for (const auto& rename : renames) {
        renamed_.push_back({rename, reversed(rename, current_)});
        for (auto& each : database::DdlWriter::rendered(writer.rename(rename, current_))) {
          rename_statements_.push_back(std::move(each));
        }
        if (round == RenameRound::wholes) old_names_[{rename.object.name.space, rename.to}] = rename.object.name;
      }
      if (renames.empty()) continue;
      const Statements fresh(rename_statements_.begin() + static_cast<std::ptrdiff_t>(executed_),
                             rename_statements_.end());
      workshop_.execute(fresh);
      executed_ = rename_statements_.size();
      sandbox_moved_ = true;
      current_ = workshop_.inspect();
    }
    for (const auto& [old, fresh] : how_.renames) {
      const auto is = [&, &was = old, &now = fresh](const Renamed& each) {
        return words(each.rename).ends_with(" " + was) && now.ends_with(each.rename.to);
      };
      if (std::ranges::any_of(renamed_, is)) continue;
      throw Error(
          ErrorKind::usage, "nothing that is called " + base::printable(old) + " becomes " + base::printable(fresh),
          "a column is TABLE.COLUMN, its table by the new name; the old name is gone, the new one not there yet");
    }
  }

  void say() {
    auto& changes = out_.difference.changes;
    for (const auto& [rename, back] : renamed_) {
      changes.push_back(
          {SchemaChange::Kind::rename, words(rename), {rename.to}, "rename " + words(rename) + " to " + rename.to});
    }
    // What people look at is what differs, not how this database makes it so.
    for (const auto& change :
         diff::compare(current_, out_.to, {.column_order = workshop_.writer().abilities().column_order})) {
      const auto kind = change.kind == Change::Kind::create ? SchemaChange::Kind::create
                        : change.kind == Change::Kind::drop ? SchemaChange::Kind::drop
                                                            : SchemaChange::Kind::alter;
      changes.push_back({kind, change.object.text(), change.attributes, change.text()});
    }
  }

  void count_losses() {
    auto raw = diff::compare(current_, out_.to, {});
    raw.insert(raw.end(), changes_.begin(), changes_.end());
    auto losses = losses_of(raw, current_, out_.to);
    if (from_.kind == SchemaSource::Kind::database && from_.text.empty() && workshop_.context.connected()) {
      for (auto& each : losses) {
        if (const auto old = old_names_.find(each.table); old != old_names_.end()) each.table = old->second;
      }
      count_rows(losses, workshop_.context.connection());
    }
    for (auto& each : losses) out_.difference.losses.push_back(std::move(each.loss));
  }

  void write() {
    const auto& writer = workshop_.writer();
    const database::DdlOptions options{.online = how_.online};
    Statements up = rename_statements_;
    // A first migration from models is written as they are.
    const bool first = !made_to_.empty() && out_.from == empty();
    const auto changes = first ? made_to_ : writer.write(changes_, current_, out_.to, options);
    up.insert(up.end(), changes.begin(), changes.end());
    const auto groups = grouped(up, workshop_.connection().capabilities().transactional_ddl);
    if (groups.size() == 1) {
      out_.script.parts.push_back({groups[0], undoing(out_.to, current_, true)});
      return;
    }
    // Each part is undone by itself, from the state that it leaves.
    auto before = current_;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      Statements rest = groups[i];
      if (i == 0) rest.erase(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(rename_statements_.size()));
      workshop_.execute(rest);
      auto after = workshop_.inspect();
      out_.script.parts.push_back({groups[i], undoing(after, before, i == 0)});
      before = std::move(after);
    }
    sandbox_moved_ = true;
  }

  [[nodiscard]] Schema empty() const {
    Schema schema;
    schema.engine = out_.from.engine;
    return schema;
  }

  Statements undoing(const Schema& after, const Schema& before, bool names) {
    const auto& writer = workshop_.writer();
    Statements down = diff::write(after, before, writer, {.online = how_.online});
    if (!names) return down;
    for (auto each = renamed_.rbegin(); each != renamed_.rend(); ++each) {
      for (auto& statement : database::DdlWriter::rendered(writer.rename(each->back, current_))) {
        down.push_back(std::move(statement));
      }
    }
    return down;
  }

  Workshop& workshop_;
  const SchemaSource& from_;
  const SchemaSource& to_;
  const DifferenceOptions& how_;
  Comparison out_;
  Schema current_;  ///< `from` after the renames
  std::vector<DeclaredRename> declared_;
  Statements made_to_;
  std::vector<Renamed> renamed_;
  std::map<schema::Name, schema::Name> old_names_;
  Statements rename_statements_;
  std::size_t executed_ = 0;
  bool sandbox_moved_ = false;  ///< it does not hold `from` any more
  std::vector<Change> changes_;
};

}  // namespace

Comparison compare(Workshop& workshop, const SchemaSource& from, const SchemaSource& to, const DifferenceOptions& how) {
  return Comparer(workshop, from, to, how).run(false);
}

Comparison compare_leniently(Workshop& workshop, const SchemaSource& from, const SchemaSource& to,
                             const DifferenceOptions& how) {
  return Comparer(workshop, from, to, how).run(true);
}

void confirm_losses(const Difference& difference, const DifferenceOptions& how) {
  if (difference.losses.empty() || how.allow_drop) return;
  if (how.confirm_drop && how.confirm_drop(difference.losses)) return;
  Error error(ErrorKind::refused, "this would destroy data",
              "say --allow-drop where that is meant; what was only renamed is declared: -- dunlin:renamed-from OLD");
  for (const auto& loss : difference.losses) {
    error.detail += (error.detail.empty() ? "" : "\n") + base::printable(loss.what);
    if (loss.rows >= 0) {
      error.detail += std::string(" (") + (loss.exact ? "" : "about ") + base::plural(loss.rows, "row") + ")";
    }
  }
  error.state = "nothing was changed";
  throw Error(error);
}

}  // namespace dunlin::author
