#include "author/renames.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"

namespace dunlin::author {
namespace {

using schema::Column;
using schema::Name;
using schema::ObjectKind;
using schema::Rename;
using schema::Schema;
using schema::Table;
using schema::Type;

/// The names of one list that the other has not.
template <class T, class Call>
std::vector<const T*> missing(const std::vector<T>& from, const std::vector<T>& to, const Call& call) {
  std::map<std::decay_t<decltype(call(from.front()))>, bool> there;
  for (const auto& each : to) there[call(each)] = true;
  std::vector<const T*> out;
  for (const auto& each : from) {
    if (!there.contains(call(each))) out.push_back(&each);
  }
  return out;
}

/// A pair that may be one thing.
struct Candidate {
  Rename rename;
  RenameQuestion question;
  std::string old_text;  ///< "users.mail": as options name it
  std::string new_text;
};

std::string hint_for(const Candidate& candidate) {
  const auto& q = candidate.question;
  const std::string old = base::printable(q.from), fresh = base::printable(q.to);
  const std::string where = q.kind == "table" ? "the line before CREATE TABLE " + fresh : "the line of " + fresh;
  std::string hint = "write `-- dunlin:renamed-from " + old + "` on " + where;
  if (q.kind != "label") hint += " (in a model: renamed_from(\"" + old + "\"))";
  return hint + ", or say --rename " + base::printable(candidate.old_text) + "=" + fresh +
         "; if it is another one and the old one goes: --no-rename " + base::printable(candidate.old_text);
}

class Finder {
 public:
  Finder(const Schema& from, const Schema& to, const std::vector<DeclaredRename>& declared,
         const DifferenceOptions& how, const database::DdlWriter& writer)
      : from_(from), to_(to), declared_(declared), how_(how), writer_(writer) {}

  void wholes() {
    const auto name_of = [](const auto& each) { return each.name; };
    tables(missing(from_.tables, to_.tables, name_of), missing(to_.tables, from_.tables, name_of));
    types(missing(from_.types, to_.types, name_of), missing(to_.types, from_.types, name_of));
    settle();
  }

  void parts() {
    for (const auto& table : to_.tables) {
      if (const auto* old = from_.table(table.name)) columns(*old, table);
    }
    for (const auto& type : to_.types) {
      if (const auto* old = schema::find<Type>(from_, schema::object_of(type))) labels(*old, type);
    }
    settle();
  }

  void keys() {
    for (const auto& table : to_.tables) {
      const auto* old = from_.table(table.name);
      if (old == nullptr) continue;
      const auto call = [&](const auto& each) { return schema::object_of(table.name, each); };
      const auto unique = [&](const schema::Key& key) { return schema::object_of(table.name, key, false); };
      if (old->primary_key && table.primary_key) {
        same(std::vector{*old->primary_key}, std::vector{*table.primary_key},
             [&](const schema::Key& key) { return schema::object_of(table.name, key, true); });
      }
      same(old->uniques, table.uniques, unique);
      same(old->checks, table.checks, call);
      same(old->foreign_keys, table.foreign_keys, call);
      same(old->exclusions, table.exclusions, call);
      same(old->indexes, table.indexes, call);
    }
    for (const auto& view : to_.views) {
      const auto* old = schema::find<schema::View>(from_, schema::object_of(view));
      if (old == nullptr) continue;
      same(old->indexes, view.indexes, [&](const auto& each) { return schema::object_of(view.name, each); });
    }
    sequences();
  }

  std::vector<Rename> take() { return std::move(found_); }

 private:
  [[nodiscard]] bool writable(const Rename& rename) const { return !writer_.rename(rename, from_).empty(); }

  /// Whether options or the source say that it is so.
  [[nodiscard]] bool said(const Candidate& candidate, const std::vector<DeclaredRename>& declared) const {
    const auto names = [&](const DeclaredRename& each) {
      return each.from == candidate.question.from || each.from == candidate.old_text;
    };
    return std::ranges::any_of(declared, names) || std::ranges::any_of(how_.renames, [&](const auto& pair) {
             return pair.first == candidate.old_text &&
                    (pair.second == candidate.question.to || pair.second == candidate.new_text);
           });
  }

  void add(Candidate candidate, const std::vector<DeclaredRename>& declared) {
    if (!writable(candidate.rename)) return;
    if (said(candidate, declared)) {
      candidate.question.likelihood = 101;
    } else if (candidate.question.likelihood < likely || std::ranges::count(how_.no_renames, candidate.old_text) > 0 ||
               std::ranges::count(how_.no_renames, candidate.question.from) > 0) {
      return;
    }
    candidates_.push_back(std::move(candidate));
  }

  [[nodiscard]] std::vector<DeclaredRename> declared_for(ObjectKind kind, const Name& name, const std::string& part,
                                                         bool label = false) const {
    std::vector<DeclaredRename> out;
    for (const auto& each : declared_) {
      const bool same_name = each.object == name || (each.object.space.empty() && each.object.name == name.name);
      if (each.kind == kind && each.label == label && same_name && each.part == part) out.push_back(each);
    }
    return out;
  }

  /// What is new cannot be what is still there.
  static void refuse_staying(const std::vector<DeclaredRename>& declared, const std::string& what, const auto& stays) {
    for (const auto& each : declared) {
      if (!stays(each.from)) continue;
      throw Error(ErrorKind::refused,
                  what + " is renamed from " + base::printable(each.from) + ", which is there as well",
                  "where names move on from one to the next, do it in steps, one for each name");
    }
  }

  void tables(const std::vector<const Table*>& gone, const std::vector<const Table*>& fresh) {
    for (const auto* table : fresh) {
      const auto declared = declared_for(ObjectKind::table, table->name, {});
      refuse_staying(declared, "the table " + base::printable(table->name.text()), [&](const std::string& old) {
        const Name name(table->name.space, old);
        return from_.table(name) != nullptr && to_.table(name) != nullptr;
      });
      for (const auto* old : gone) {
        if (old->name.space != table->name.space) continue;
        add({{schema::object_of(*old), {}, table->name.name},
             {"table", {}, old->name.name, table->name.name, likeness(*old, *table)},
             old->name.text(),
             table->name.text()},
            declared);
      }
    }
  }

  void types(const std::vector<const Type*>& gone, const std::vector<const Type*>& fresh) {
    for (const auto* type : fresh) {
      const auto declared = declared_for(ObjectKind::type, type->name, {});
      for (const auto* old : gone) {
        if (old->name.space != type->name.space || old->kind != type->kind) continue;
        Type same = *old;
        same.name = type->name;
        add({{schema::object_of(*old), {}, type->name.name},
             {"type", {}, old->name.name, type->name.name, same == *type ? 90 : 0},
             old->name.text(),
             type->name.text()},
            declared);
      }
    }
  }

  void columns(const Table& old, const Table& table) {
    const auto name_of = [](const Column& column) { return column.name; };
    const auto gone = missing(old.columns, table.columns, name_of);
    for (const auto* column : missing(table.columns, old.columns, name_of)) {
      const auto declared = declared_for(ObjectKind::column, table.name, column->name);
      refuse_staying(declared, base::printable(table.name.text() + "." + column->name), [&](const std::string& name) {
        return from_.column(table.name, name) != nullptr && to_.column(table.name, name) != nullptr;
      });
      for (const auto* before : gone) {
        add({{schema::object_of(table.name, *before), {}, column->name},
             {"column", table.name.text(), before->name, column->name, likeness(old, *before, table, *column)},
             table.name.text() + "." + before->name,
             table.name.text() + "." + column->name},
            declared);
      }
    }
  }

  void labels(const Type& old, const Type& type) {
    const auto itself = [](const std::string& label) { return label; };
    const auto gone = missing(old.labels, type.labels, itself);
    if (gone.empty()) return;
    for (const auto* label : missing(type.labels, old.labels, itself)) {
      const auto declared = declared_for(ObjectKind::type, type.name, *label, true);
      for (const auto* before : gone) {
        const bool same_place = before - old.labels.data() == label - type.labels.data();
        const bool same_number = old.labels.size() == type.labels.size();
        add({{schema::object_of(type), *before, *label},
             {"label", type.name.text(), *before, *label, same_place && same_number ? 80 : 30},
             type.name.text() + "." + *before,
             type.name.text() + "." + *label},
            declared);
      }
    }
  }

  /// Keys and indexes that say the same under another name are renamed: there is nothing to lose by it.
  template <class T, class Call>
  void same(const std::vector<T>& from, const std::vector<T>& to, const Call& object) {
    const auto name_of = [](const T& each) { return each.name; };
    auto gone = missing(from, to, name_of);
    for (const T* fresh : missing(to, from, name_of)) {
      const auto old = std::ranges::find_if(gone, [&](const T* each) {
        T copy = *each;
        copy.name = fresh->name;
        return !each->name.empty() && !fresh->name.empty() && copy == *fresh;
      });
      if (old == gone.end()) continue;
      Rename rename{object(**old), {}, fresh->name};
      gone.erase(old);
      if (writable(rename)) found_.push_back(std::move(rename));
    }
  }

  void sequences() {
    const auto name_of = [](const schema::Sequence& each) { return each.name; };
    auto gone = missing(from_.sequences, to_.sequences, name_of);
    for (const auto* fresh : missing(to_.sequences, from_.sequences, name_of)) {
      const auto old = std::ranges::find_if(gone, [&](const schema::Sequence* each) {
        return !each->owner.empty() && each->owner == fresh->owner && each->owner_column == fresh->owner_column &&
               each->name.space == fresh->name.space;
      });
      if (old == gone.end()) continue;
      Rename rename{schema::object_of(**old), {}, fresh->name.name};
      gone.erase(old);
      if (writable(rename)) found_.push_back(std::move(rename));
    }
  }

  /// What was said first, then what is most likely; nothing is renamed twice.
  void settle() {
    std::ranges::stable_sort(candidates_, [](const Candidate& a, const Candidate& b) {
      return a.question.likelihood > b.question.likelihood;
    });
    std::vector<std::string> taken;
    const auto is_taken = [&](const Candidate& each) {
      const std::string kind = each.question.kind;
      return std::ranges::count(taken, kind + "<" + each.old_text) > 0 ||
             std::ranges::count(taken, kind + ">" + each.new_text) > 0;
    };
    std::vector<const Candidate*> open;
    for (const auto& candidate : candidates_) {
      if (is_taken(candidate)) continue;
      if (candidate.question.likelihood <= 100) {
        if (!how_.ask_rename) {
          open.push_back(&candidate);
        } else if (!how_.ask_rename(candidate.question)) {
          continue;
        }
      }
      taken.push_back(candidate.question.kind + "<" + candidate.old_text);
      taken.push_back(candidate.question.kind + ">" + candidate.new_text);
      found_.push_back(candidate.rename);
    }
    if (open.empty()) return;
    Error error(ErrorKind::refused, "it is not clear whether " + open.front()->question.text(),
                hint_for(*open.front()));
    for (std::size_t i = 1; i < open.size(); ++i) {
      error.detail += (error.detail.empty() ? "" : "\n") + open[i]->question.text() + "?\n  " + hint_for(*open[i]);
    }
    throw Error(error);
  }

  const Schema& from_;
  const Schema& to_;
  const std::vector<DeclaredRename>& declared_;
  const DifferenceOptions& how_;
  const database::DdlWriter& writer_;
  std::vector<Candidate> candidates_;
  std::vector<Rename> found_;
};

}  // namespace

std::vector<Rename> find_renames(RenameRound round, const Schema& from, const Schema& to,
                                 const std::vector<DeclaredRename>& declared, const DifferenceOptions& how,
                                 const database::DdlWriter& writer) {
  Finder finder(from, to, declared, how, writer);
  switch (round) {
    case RenameRound::wholes:
      finder.wholes();
      break;
    case RenameRound::parts:
      finder.parts();
      break;
    case RenameRound::keys:
      finder.keys();
      break;
  }
  return finder.take();
}

std::string words(const Rename& rename) {
  if (!rename.label.empty()) return "label " + rename.label + " of " + rename.object.text();
  return rename.object.text();
}

Rename reversed(const Rename& rename, const Schema& from) {
  Rename back = rename;
  if (!rename.label.empty()) {
    back.label = rename.to;
    back.to = rename.label;
  } else if (rename.object.kind == ObjectKind::primary_key) {
    back.to = schema::find<schema::Key>(from, rename.object)->name;
  } else if (rename.object.is_part()) {
    back.object.part = rename.to;
    back.to = rename.object.part;
  } else {
    back.object.name.name = rename.to;
    back.to = rename.object.name.name;
  }
  return back;
}

}  // namespace dunlin::author
