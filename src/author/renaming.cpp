#include "author/renaming.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "diff/write.hpp"

namespace dunlin::author {
namespace {

using database::Statements;
using schema::ObjectKind;

bool contains(const std::vector<schema::Object>& all, const schema::Object& object) {
  return std::ranges::find(all, object) != all.end();
}

/// Views and triggers that refer to what gets another name, and that the database leaves as they are.
std::vector<schema::Object> in_the_way(const std::vector<schema::Rename>& renames, const schema::Schema& schema,
                                       const database::DdlWriter& writer) {
  std::vector<schema::Object> all;
  for (const auto& object : schema::objects(schema)) {
    const bool goes = std::ranges::any_of(renames, [&](const schema::Rename& rename) {
      return writer.must_go({schema::Change::Kind::alter, rename.object, {"name"}, {}}, object, schema, schema);
    });
    // A view takes its triggers along.
    const bool along =
        object.kind == ObjectKind::trigger && contains(all, schema::Object{ObjectKind::view, object.name, {}});
    if (goes || along) all.push_back(object);
  }
  return all;
}

/// Moves them from the one schema to the other.
void move(const std::vector<schema::Object>& objects, schema::Schema& from, schema::Schema& to) {
  const auto each = [&](auto& all, auto& into) {
    std::erase_if(all, [&](const auto& one) {
      const bool moves = contains(objects, schema::object_of(one));
      if (moves) into.push_back(one);
      return moves;
    });
  };
  each(from.views, to.views);
  each(from.triggers, to.triggers);
}

/// What was asked for has to be there.
void check_named(const DifferenceOptions& how, const std::vector<Renaming::Step>& steps) {
  for (const auto& [old, fresh] : how.renames) {
    const auto is = [&, &was = old, &now = fresh](const Renaming::Step& step) {
      return words(step.rename).ends_with(" " + was) && now.ends_with(step.rename.to);
    };
    if (std::ranges::any_of(steps, is)) continue;
    throw Error(ErrorKind::usage,
                "nothing that is called " + base::printable(old) + " becomes " + base::printable(fresh),
                "a column is TABLE.COLUMN, its table by the new name; the old name is gone, the new one not there yet");
  }
}

}  // namespace

schema::Schema Renaming::whole() const {
  schema::Schema all = schema;
  all.views.insert(all.views.end(), gone.views.begin(), gone.views.end());
  all.triggers.insert(all.triggers.end(), gone.triggers.begin(), gone.triggers.end());
  all.sort();
  return all;
}

Statements Renaming::undo(const schema::Schema& from, const database::DdlWriter& writer,
                          const database::DdlOptions& options) const {
  std::vector<schema::Rename> back;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) back.push_back(step->back);
  Statements all = writer.rename_all(back, schema, options);
  auto objects = schema::objects(gone);
  for (auto& each : objects) each.name = old_name(each.name);
  schema::Schema left = from, dropped;
  move(objects, left, dropped);
  for (auto& each : diff::write(left, from, writer)) all.push_back(std::move(each));
  return all;
}

schema::Name Renaming::old_name(const schema::Name& table) const {
  for (const auto& [rename, back] : steps) {
    if (rename.object.kind == ObjectKind::table && back.object.name == table) return rename.object.name;
  }
  return table;
}

std::string Renaming::old_name(const schema::Name& table, const std::string& column) const {
  for (const auto& [rename, back] : steps) {
    if (back.object == schema::Object{ObjectKind::column, table, column}) return rename.object.part;
  }
  return column;
}

Renaming rename(const schema::Schema& from, const schema::Schema& to, const std::vector<DeclaredRename>& declared,
                const DifferenceOptions& how, const database::DdlWriter& writer,
                const std::function<schema::Schema(Statements&)>& carry_out) {
  Renaming done;
  done.schema = from;
  for (const auto round : {RenameRound::wholes, RenameRound::parts, RenameRound::keys}) {
    const auto renames = find_renames(round, done.schema, to, declared, how, writer);
    if (renames.empty()) continue;
    const auto all = done.schema;
    move(in_the_way(renames, all, writer), done.schema, done.gone);
    Statements fresh = diff::write(all, done.schema, writer);
    for (const auto& each : renames) done.steps.push_back({each, reversed(each, done.schema)});
    for (auto& each : writer.rename_all(renames, done.schema, {.online = how.online})) fresh.push_back(std::move(each));
    done.schema = carry_out(fresh);
    done.statements.insert(done.statements.end(), fresh.begin(), fresh.end());
  }
  check_named(how, done.steps);
  return done;
}

}  // namespace dunlin::author
