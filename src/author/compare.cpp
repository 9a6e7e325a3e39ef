#include "author/compare.hpp"

#include <algorithm>
#include <map>

#include "author/renaming.hpp"
#include "author/self_check.hpp"
#include "author/statements.hpp"
#include "base/text.hpp"
#include "diff/compare.hpp"
#include "diff/write.hpp"

namespace dunlin::author {
namespace {

using database::Statements;
using schema::Change;
using schema::Schema;

/// The schema as it is once what was begun has been done: no statement makes an index that a CREATE INDEX CONCURRENTLY
/// gave up. It differs from a whole one, and is made anew where it should be one; going back makes a whole one too.
Schema finished(Schema schema) {
  const auto finish = [](auto& owner) {
    for (auto& index : owner.indexes) index.properties.erase("invalid");
  };
  std::ranges::for_each(schema.tables, finish);
  std::ranges::for_each(schema.views, finish);
  return schema;
}

class Comparer {
 public:
  Comparer(Workshop& workshop, const DifferenceOptions& how) : workshop_(workshop), how_(how) {}

  void take(const Schema& from, const Schema& to) {
    out_.from = renaming_.schema = from;
    out_.to = to;
    make_from();
  }

  void take(const SchemaSource& from_source, const SchemaSource& to_source) {
    live_ = from_source.kind == SchemaSource::Kind::database && from_source.text.empty();
    out_.difference.from = from_source.words();
    out_.difference.to = to_source.words();
    auto to = load(workshop_, to_source);
    out_.to = std::move(to.schema);
    declared_ = std::move(to.renames);
    made_to_ = std::move(to.statements);
    auto from = load(workshop_, from_source);
    out_.from = std::move(from.schema);
    for (auto* notes : {&from.notes, &to.notes}) {
      out_.difference.notes.insert(out_.difference.notes.end(), notes->begin(), notes->end());
    }
    if (!from.in_sandbox && !differences(out_.from, out_.to, workshop_.writer()).empty()) make_from();
    rename();
  }

  Comparison run(bool lenient) {
    const auto& writer = workshop_.writer();
    wanted_ = finished(out_.to);
    changes_ = diff::plan(renaming_.schema, wanted_, writer, {.online = how_.online});
    say();
    if (out_.difference.empty()) return std::move(out_);
    count_losses();
    try {
      write();
      // Renames, and parts one by one, have changed the sandbox.
      if (sandbox_moved_) make_from();
      self_check(workshop_, out_.script, finished(out_.from), wanted_);
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
  /// A database's schema is made in the sandbox; what cannot be made there cannot be worked with.
  void make_from() {
    const auto from = finished(out_.from);
    const auto made = workshop_.make(from);
    const auto lines = differences(made, from, workshop_.writer());
    if (lines.empty()) return;
    Error error(
        ErrorKind::internal, "the schema could not be made again in a sandbox as it is",
        "this is a bug in Dunlin, or the sandbox is of another version than the database: sandbox_url names one");
    error.detail = "left over:\n  " + base::join(lines, "\n  ");
    throw Error(error);
  }

  void rename() {
    const auto& writer = workshop_.writer();
    if (differences(out_.from, out_.to, writer).empty()) {
      renaming_.schema = out_.from;
      return;
    }
    renaming_ = author::rename(out_.from, out_.to, declared_, how_, writer, [&](Statements& statements) {
      statements = workshop_.carried_out(std::move(statements));
      sandbox_moved_ = true;
      return workshop_.inspect();
    });
  }

  void say() {
    auto& changes = out_.difference.changes;
    for (const auto& [rename, back] : renaming_.steps) {
      changes.push_back(
          {SchemaChange::Kind::rename, words(rename), {rename.to}, "rename " + words(rename) + " to " + rename.to});
    }
    // What people look at is what differs, not how this database makes it so.
    for (const auto& change :
         diff::compare(renaming_.whole(), out_.to, {.column_order = workshop_.writer().abilities().column_order})) {
      const auto kind = change.kind == Change::Kind::create ? SchemaChange::Kind::create
                        : change.kind == Change::Kind::drop ? SchemaChange::Kind::drop
                                                            : SchemaChange::Kind::alter;
      changes.push_back({kind, change.object.text(), change.attributes, change.text()});
    }
  }

  void count_losses() {
    auto raw = diff::compare(renaming_.schema, out_.to, {});
    raw.insert(raw.end(), changes_.begin(), changes_.end());
    auto losses = losses_of(raw, renaming_.schema, out_.to);
    if (live_ && workshop_.context.connected()) {
      for (auto& each : losses) each.table = renaming_.old_name(each.table);
      count_rows(losses, workshop_.context.connection());
    }
    for (auto& each : losses) out_.difference.losses.push_back(std::move(each.loss));
  }

  void write() {
    const auto& writer = workshop_.writer();
    const database::DdlOptions options{.online = how_.online};
    Statements up = renaming_.statements;
    // A first migration from models is written as they are.
    const bool first = !made_to_.empty() && out_.from == empty();
    const auto changes = first ? made_to_ : writer.write(changes_, renaming_.schema, wanted_, options);
    up.insert(up.end(), changes.begin(), changes.end());
    const auto groups = grouped(up, workshop_.connection().capabilities().transactional_ddl);
    if (groups.size() == 1) {
      out_.script.parts.push_back({groups[0], undoing(out_.to, renaming_.schema, true)});
      find_forms(out_.script.parts.back());
      return;
    }
    // Each part is undone by itself, from the state that it leaves.
    auto before = renaming_.schema;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      Statements rest = groups[i];
      if (i == 0) rest.erase(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(renaming_.statements.size()));
      workshop_.execute(rest);
      auto after = workshop_.inspect();
      out_.script.parts.push_back({groups[i], undoing(after, before, i == 0)});
      before = std::move(after);
    }
    sandbox_moved_ = true;
  }

  /// Which form of each statement the database takes is seen by going there and back.
  void find_forms(ScriptPart& part) {
    if (!has_forms(part.up) && !has_forms(part.down)) return;
    sandbox_moved_ = true;
    const auto done = static_cast<std::ptrdiff_t>(renaming_.statements.size());
    try {
      ScriptPart found{renaming_.statements, {}};
      const auto rest = workshop_.carried_out(Statements(part.up.begin() + done, part.up.end()));
      found.up.insert(found.up.end(), rest.begin(), rest.end());
      found.down = workshop_.carried_out(part.down);
      part = std::move(found);
    } catch (const Error& error) {
      if (error.kind != ErrorKind::sql) throw;
      // The self-check fails as well, and says more.
    }
  }

  [[nodiscard]] Schema empty() const {
    Schema schema;
    schema.engine = out_.from.engine;
    return schema;
  }

  Statements undoing(const Schema& after, const Schema& before, bool names) {
    const auto& writer = workshop_.writer();
    Statements down = diff::write(after, finished(before), writer, {.online = how_.online});
    if (names) {
      for (auto& each : renaming_.undo(out_.from, writer, {.online = how_.online})) down.push_back(std::move(each));
    }
    return down;
  }

  Workshop& workshop_;
  const DifferenceOptions& how_;
  bool live_ = false;  ///< `from` is what the configured database holds
  Comparison out_;
  std::vector<DeclaredRename> declared_;
  Statements made_to_;
  Renaming renaming_;
  bool sandbox_moved_ = false;  ///< it does not hold `from` any more
  Schema wanted_;               ///< `to`, finished
  std::vector<Change> changes_;
};

}  // namespace

Comparison compare(Workshop& workshop, const SchemaSource& from, const SchemaSource& to, const DifferenceOptions& how) {
  Comparer comparer(workshop, how);
  comparer.take(from, to);
  return comparer.run(false);
}

Comparison compare(Workshop& workshop, const Schema& from, const Schema& to, const DifferenceOptions& how) {
  Comparer comparer(workshop, how);
  comparer.take(from, to);
  return comparer.run(false);
}

Comparison compare_leniently(Workshop& workshop, const SchemaSource& from, const SchemaSource& to,
                             const DifferenceOptions& how) {
  Comparer comparer(workshop, how);
  comparer.take(from, to);
  return comparer.run(true);
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
