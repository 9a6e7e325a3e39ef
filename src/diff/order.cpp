#include "diff/order.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

namespace dunlin::diff {
namespace {

using schema::Change;
using schema::Name;
using schema::Object;
using schema::ObjectKind;
using schema::Schema;
using Kind = Change::Kind;

/// Where nothing else decides: as a person would go about it. What hangs on others goes first and is made last.
int rank(const Change& change) {
  const bool drop = change.kind == Kind::drop;
  switch (change.object.kind) {
    case ObjectKind::grant:
      return drop ? 0 : 22;
    case ObjectKind::policy:
      return drop ? 1 : 21;
    case ObjectKind::trigger:
      return drop ? 2 : 20;
    case ObjectKind::view:
      return drop ? 3 : 19;
    case ObjectKind::foreign_key:
      return drop ? 4 : 17;
    case ObjectKind::primary_key:
    case ObjectKind::unique:
      return drop ? 5 : 14;
    case ObjectKind::check:
    case ObjectKind::exclusion:
      return drop ? 5 : 15;
    case ObjectKind::other:
      return drop ? 31 : 6;
    case ObjectKind::type:
      return drop ? 30 : 7;
    case ObjectKind::sequence:
      return drop ? 29 : 8;
    case ObjectKind::table:
      return drop ? 27 : change.kind == Kind::create ? 10 : change.kind == Kind::alter ? 12 : 13;
    case ObjectKind::column:
      return drop ? 26 : change.kind == Kind::create ? 11 : 13;
    case ObjectKind::index:
      return drop ? 24 : 16;
    case ObjectKind::routine:
      return drop ? 28 : 18;
  }
  return 32;
}

Object table_of(const Object& part) { return {ObjectKind::table, part.name, {}}; }

using References = std::map<Object, std::set<Object>>;

const std::set<Object>& of(const References& references, const Object& object) {
  static const std::set<Object> none;
  const auto found = references.find(object);
  return found == references.end() ? none : found->second;
}

References reversed(const References& references) {
  References back;
  for (const auto& [object, all] : references) {
    for (const auto& each : all) back[each].insert(object);
  }
  return back;
}

/// What a table made in one statement brings along.
std::vector<Object> with_parts(const Change& change, const Schema& schema) {
  std::vector<Object> all{change.object};
  const bool whole = change.kind == Kind::create || change.kind == Kind::rebuild;
  const auto* table = change.object.kind == ObjectKind::table && whole ? schema.table(change.object.name) : nullptr;
  if (table == nullptr) return all;
  for (const auto& part : schema::parts_of(*table)) {
    // Those of a new table are changes of their own.
    const bool apart = part.kind == ObjectKind::foreign_key || part.kind == ObjectKind::index;
    if (change.kind == Kind::rebuild || !apart) all.push_back(part);
  }
  return all;
}

class Graph {
 public:
  Graph(std::vector<Change> changes, const Schema& from, const Schema& to, const OrderOptions& options)
      : changes_(std::move(changes)),
        options_(options),
        edges_(changes_.size()),
        hard_(changes_.size()),
        soft_(changes_.size()) {
    for (std::size_t i = 0; i < changes_.size(); ++i) {
      const auto& change = changes_[i];
      (change.kind == Kind::drop ? dropping_ : making_).emplace(change.object, i);
      if (change.object.is_part() && change.kind != Kind::drop) parts_[change.object.name].push_back(i);
    }
    const auto before = schema::dependencies(from), after = schema::dependencies(to);
    const References on_certain = reversed(before.certain), on_likely = reversed(before.likely);
    for (std::size_t i = 0; i < changes_.size(); ++i) {
      if (changes_[i].kind != Kind::drop) {
        for (const auto& object : with_parts(changes_[i], to)) {
          needs(i, of(after.certain, object), true);
          needs(i, of(after.likely, object), false);
        }
      }
      if (changes_[i].kind != Kind::create) {
        freed(i, on_certain, true);
        freed(i, on_likely, false);
      }
    }
    names(from);
    parents(from, to);
    together(after.certain);
    for (const auto& change : changes_) apart_.push_back(options.apart && options.apart(change));
  }

  std::vector<Change> sorted() {
    sort();
    std::vector<bool> left_out(changes_.size(), false);
    for (std::size_t i = 0; i < changes_.size(); ++i) left_out[i] = folds(i);
    std::vector<Change> all;
    for (const std::size_t i : order_) {
      if (!left_out[i]) all.push_back(std::move(changes_[i]));
    }
    return all;
  }

 private:
  static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

  static std::size_t at(const std::map<Object, std::size_t>& all, const Object& object) {
    const auto found = all.find(object);
    return found == all.end() ? none : found->second;
  }

  /// Who makes it: a change of its own, or that of its table.
  [[nodiscard]] std::size_t maker(const Object& object) const {
    const auto own = at(making_, object);
    if (own != none || !object.is_part()) return own;
    const auto whole = at(making_, table_of(object));
    return whole != none && changes_[whole].kind != Kind::alter ? whole : none;
  }
  [[nodiscard]] std::size_t dropper(const Object& object) const {
    const auto own = at(dropping_, object);
    return own != none || !object.is_part() ? own : at(dropping_, table_of(object));
  }

  void edge(std::size_t before, std::size_t after, bool hard) {
    if (before == none || after == none || before == after) return;
    edges_[before].push_back({after, hard});
    ++(hard ? hard_ : soft_)[after];
  }

  /// `i` makes something that refers to `used`.
  void needs(std::size_t i, const std::set<Object>& used, bool hard) {
    for (const auto& object : used) {
      edge(maker(object), i, hard);
      const auto kind = changes_[i].object.kind;
      const bool inner = changes_[i].object.is_part() && kind != ObjectKind::trigger && kind != ObjectKind::policy;
      if (object.kind != ObjectKind::table || inner) continue;
      // A view of a table wants its columns too, as they will be.
      const auto found = parts_.find(object.name);
      // So does a partition or child of its parent.
      if (found == parts_.end() || (changes_[i].object.kind == ObjectKind::table && !hard)) continue;
      for (const auto part : found->second) {
        if (changes_[part].object.kind == ObjectKind::column) edge(part, i, false);
      }
    }
  }

  /// `i` takes away or changes something: what refers to it and goes, goes first.
  void freed(std::size_t i, const References& users, bool hard) {
    const auto& object = changes_[i].object;
    const auto gone_before = [&](const Object& used) {
      for (const auto& user : of(users, used)) {
        edge(dropper(user), i, hard);
        // One that stays, and refers to something else from then on. (One that is created was there before, so it goes
        // by itself or with what it belongs to.)
        const auto stays = at(making_, user);
        if (changes_[i].kind == Kind::drop && stays != none && changes_[stays].kind != Kind::create)
          edge(stays, i, hard);
      }
    };
    gone_before(object);
    // Triggers and policies are not in each other's way.
    if (object.is_part() && object.kind != ObjectKind::trigger && object.kind != ObjectKind::policy) {
      for (const auto& user : of(users, table_of(object))) {
        const bool part = user.is_part() && user.kind != ObjectKind::trigger && user.kind != ObjectKind::policy;
        if (!part) edge(at(dropping_, user), i, false);
      }
    }
  }

  /// What is made under a name that something else gives up.
  void names(const Schema& from) {
    const auto relation = [](ObjectKind kind) {
      return kind == ObjectKind::table || kind == ObjectKind::view || kind == ObjectKind::sequence;
    };
    std::map<Name, std::vector<std::size_t>> given_up, routines;
    for (std::size_t i = 0; i < changes_.size(); ++i) {
      const auto& [kind, object, attributes, with] = changes_[i];
      if (kind == Kind::drop) {
        if (relation(object.kind)) given_up[object.name].push_back(i);
        if (object.kind == ObjectKind::index) given_up[{object.name.space, object.part}].push_back(i);
        if (object.kind == ObjectKind::routine) routines[object.name].push_back(i);
      }
      if (kind != Kind::drop && kind != Kind::rebuild) continue;
      // Indexes go with their table.
      if (const auto* table = object.kind == ObjectKind::table ? from.table(object.name) : nullptr) {
        for (const auto& index : table->indexes) given_up[{object.name.space, index.name}].push_back(i);
      }
    }
    const auto after = [&](const std::map<Name, std::vector<std::size_t>>& all, const Name& name, std::size_t i) {
      const auto found = all.find(name);
      if (found == all.end()) return;
      for (const auto node : found->second) edge(node, i, true);
    };
    for (std::size_t i = 0; i < changes_.size(); ++i) {
      const auto& object = changes_[i].object;
      if (changes_[i].kind != Kind::create) continue;
      edge(at(dropping_, object), i, true);
      if (relation(object.kind)) after(given_up, object.name, i);
      // Where a table's statement makes them, each table has names of its own for them.
      if (object.kind == ObjectKind::index && !options_.indexes_in_tables) {
        after(given_up, {object.name.space, object.part}, i);
      }
      if (object.kind == ObjectKind::routine) after(routines, object.name, i);
    }
  }

  /// A partition or child that becomes a table of its own keeps the columns that it has: it goes before its parent
  /// changes, and can change by itself only then. One that gets a parent has the columns by then that its parent will
  /// have. Columns that are in both change in the parent first.
  void parents(const Schema& from, const Schema& to) {
    std::map<Name, std::vector<std::size_t>> columns;
    for (std::size_t i = 0; i < changes_.size(); ++i) {
      if (changes_[i].object.kind == ObjectKind::column) columns[changes_[i].object.name].push_back(i);
    }
    for (std::size_t i = 0; i < changes_.size(); ++i) {
      const auto& [kind, object, attributes, with] = changes_[i];
      const auto *old = from.table(object.name), *now = to.table(object.name);
      if (kind != Kind::alter || old == nullptr || now == nullptr) continue;
      const auto before = schema::parents_of(*old), after = schema::parents_of(*now);
      if (object.kind == ObjectKind::column) {
        for (const auto& parent : after) edge(at(making_, {object.kind, parent, object.part}), i, false);
      }
      if (object.kind != ObjectKind::table || before == after) continue;
      const auto all_in = [](const std::set<Name>& some, const std::set<Name>& all) {
        return std::ranges::includes(all, some);
      };
      if (all_in(after, before)) {
        for (const auto& parent : before) {
          if (after.contains(parent)) continue;
          for (const auto column : columns[parent]) edge(i, column, false);
        }
        for (const auto column : columns[object.name]) edge(i, column, false);
      } else if (all_in(before, after)) {
        for (const auto& parent : after) {
          if (before.contains(parent)) continue;
          for (const auto column : columns[parent]) edge(column, i, false);
        }
        for (const auto column : columns[object.name]) edge(column, i, false);
      }
    }
  }

  /// New tables after those that they refer to, and going ones before, as far as that goes: then most foreign keys can
  /// be made with their table and go with it.
  void together(const References& after) {
    for (std::size_t i = 0; i < changes_.size(); ++i) {
      const auto& change = changes_[i];
      if (change.object.kind == ObjectKind::foreign_key && change.kind == Kind::create) {
        const auto table = at(making_, table_of(change.object));
        if (table != none && changes_[table].kind == Kind::create) {
          edge(table, i, true);
          for (const auto& used : of(after, change.object)) edge(maker(used), table, false);
        }
      } else if (change.object.kind == ObjectKind::foreign_key && change.kind == Kind::drop) {
        const auto table = at(dropping_, table_of(change.object));
        if (table == none) continue;
        const auto edges = edges_[i];
        edge(i, table, true);
        for (const auto& [next, hard] : edges) edge(table, next, false);
      } else if (change.object.kind == ObjectKind::index && change.kind == Kind::create) {
        edge(at(making_, table_of(change.object)), i, true);
      }
    }
  }

  using Place = std::pair<int, std::size_t>;
  static constexpr int behind = 100;  ///< more than any rank

  /// Where all wait for each other: whatever `first` waits for leads to a circle in the end. Of that circle the one is
  /// taken for which only what is likely is given up; what merely waits for the circle keeps waiting.
  [[nodiscard]] std::size_t opening(const Place& first) const {
    std::vector<std::size_t> path{first.second};
    std::map<std::size_t, std::size_t> seen{{first.second, 0}};
    std::size_t begin = 0;
    for (;;) {
      const auto& all = before_[path.back()];
      const auto next = std::find_if(all.begin(), all.end(), [&](std::size_t each) { return !placed_[each]; });
      if (next == all.end()) break;
      const auto [place, is_new] = seen.emplace(*next, path.size());
      if (!is_new) {
        begin = place->second;
        break;
      }
      path.push_back(*next);
    }
    std::size_t best = none;
    const auto better = [&](std::size_t each) {
      if (best == none) return true;
      if ((hard_[each] == 0) != (hard_[best] == 0)) return hard_[each] == 0;
      return Place{rank(changes_[each]), each} < Place{rank(changes_[best]), best};
    };
    for (std::size_t i = begin; i < path.size(); ++i) {
      if (better(path[i])) best = path[i];
    }
    return best;
  }

  void sort() {
    before_.assign(changes_.size(), {});
    for (std::size_t i = 0; i < changes_.size(); ++i) {
      for (const auto& edge : edges_[i]) before_[edge.to].push_back(i);
    }
    const auto hard = hard_, soft = soft_;
    const std::size_t cuts = sort(false);
    if (cuts > 1) {
      // What has to be outside of a transaction may be what the rest waits for.
      const auto order = order_, positions = positions_;
      hard_ = hard;
      soft_ = soft;
      if (sort(true) >= cuts) {
        order_ = order;
        positions_ = positions;
      }
    }
    for (std::size_t i = 0; i < changes_.size(); ++i) {
      for (const auto& [next, is_hard] : edges_[i]) {
        if (is_hard) needed_[next].push_back(i);
      }
    }
  }

  /// Returns how often changes within transactions and apart from them follow each other. `apart`: with which it
  /// begins, where there is a choice.
  std::size_t sort(bool apart) {
    order_.clear();
    placed_.assign(changes_.size(), false);
    std::size_t cuts = 0;
    std::set<Place> ready, waiting;
    std::map<Name, std::set<Place>> clauses, indexes;  ///< of those that are ready, by their table
    const auto place = [&](std::size_t i) { return Place{rank(changes_[i]) + (apart_[i] ? behind : 0), i}; };
    const auto is_ready = [&](const Place& each) {
      ready.insert(each);
      if (is_clause(each.second)) clauses[changes_[each.second].object.name].insert(each);
      if (is_new_index(each.second)) indexes[changes_[each.second].object.name].insert(each);
    };
    /// The first that is as the last one was, apart or not; else the first.
    const auto first_of = [&](const std::set<Place>& all) {
      const auto found = apart ? all.lower_bound({behind, 0}) : all.begin();
      return found == all.end() ? *all.begin() : *found;
    };
    const auto next_one = [&] {
      const Place first = first_of(ready);
      if (!order_.empty() && (is_new_table(order_.back()) || is_new_index(order_.back()))) {
        // A new table's indexes stand behind it.
        const auto& own = indexes[changes_[order_.back()].object.name];
        if (!own.empty()) return *own.begin();
      }
      if (options_.merged_clauses && !order_.empty() && is_clause(order_.back())) {
        // More of the same table, for the same statement.
        const auto& more = clauses[changes_[order_.back()].object.name];
        if (!more.empty()) {
          if (const Place next = first_of(more); apart_[next.second] == apart_[first.second]) return next;
        }
      }
      return first;
    };
    for (std::size_t i = 0; i < changes_.size(); ++i) {
      if (hard_[i] == 0 && soft_[i] == 0) {
        is_ready(place(i));
      } else {
        waiting.insert(place(i));
      }
    }
    positions_.assign(changes_.size(), 0);
    while (order_.size() < changes_.size()) {
      if (ready.empty()) {
        const Place chosen = place(opening(*waiting.begin()));
        is_ready(chosen);
        waiting.erase(chosen);
      }
      const Place chosen = next_one();
      const std::size_t i = chosen.second;
      ready.erase(chosen);
      if (is_clause(i)) clauses[changes_[i].object.name].erase(chosen);
      if (is_new_index(i)) indexes[changes_[i].object.name].erase(chosen);
      positions_[i] = order_.size();
      if (apart_[i] != apart && !order_.empty()) ++cuts;
      apart = apart_[i];
      order_.push_back(i);
      placed_[i] = true;
      for (const auto& [next, hard] : edges_[i]) {
        --(hard ? hard_ : soft_)[next];
        if (hard_[next] == 0 && soft_[next] == 0 && waiting.erase(place(next)) > 0) is_ready(place(next));
      }
    }
    return cuts;
  }

  [[nodiscard]] bool is_new_table(std::size_t i) const {
    return changes_[i].object.kind == ObjectKind::table && changes_[i].kind == Kind::create;
  }
  [[nodiscard]] bool is_new_index(std::size_t i) const {
    if (changes_[i].object.kind != ObjectKind::index || changes_[i].kind != Kind::create) return false;
    const auto table = at(making_, table_of(changes_[i].object));
    return table != none && is_new_table(table);
  }

  /// Whether it is a clause of ALTER TABLE.
  [[nodiscard]] bool is_clause(std::size_t i) const {
    switch (changes_[i].object.kind) {
      case ObjectKind::column:
      case ObjectKind::primary_key:
      case ObjectKind::unique:
      case ObjectKind::check:
      case ObjectKind::foreign_key:
      case ObjectKind::exclusion:
        return true;
      case ObjectKind::index:
        return options_.indexes_in_tables;
      default:
        return false;
    }
  }

  /// Whether the change is done by that of its table.
  bool folds(std::size_t i) {
    auto& change = changes_[i];
    const bool key = change.object.kind == ObjectKind::foreign_key;
    if (key && change.kind == Kind::drop) {
      const auto table = at(dropping_, table_of(change.object));
      if (table == none) return false;
      return options_.forward_references || std::all_of(edges_[i].begin(), edges_[i].end(), [&](const Edge& edge) {
               return edge.to == table || !edge.hard || positions_[table] < positions_[edge.to];
             });
    }
    if (change.kind != Kind::create ||
        !(key || (change.object.kind == ObjectKind::index && options_.indexes_in_tables)))
      return false;
    const auto table = at(making_, table_of(change.object));
    if (table == none || changes_[table].kind != Kind::create) return false;
    const auto& all = needed_[i];
    const bool early = std::all_of(all.begin(), all.end(), [&](std::size_t each) {
      return each == table || positions_[each] < positions_[table];
    });
    if (!early && !(key && options_.forward_references)) return false;
    changes_[table].with.push_back(change.object);
    return true;
  }

  struct Edge {
    std::size_t to;
    bool hard;
  };
  std::vector<Change> changes_;
  const OrderOptions& options_;
  std::vector<std::vector<Edge>> edges_;
  std::vector<int> hard_, soft_;
  std::map<Object, std::size_t> making_, dropping_;
  std::map<Name, std::vector<std::size_t>> parts_;
  std::vector<std::size_t> order_, positions_;
  std::map<std::size_t, std::vector<std::size_t>> needed_;
  std::vector<std::vector<std::size_t>> before_;  ///< who each waits for
  std::vector<bool> placed_, apart_;
};

}  // namespace

std::vector<Change> order(std::vector<Change> changes, const Schema& from, const Schema& to,
                          const OrderOptions& options) {
  if (changes.size() < 2) return changes;
  return Graph(std::move(changes), from, to, options).sorted();
}

std::vector<Change> with_dependents(std::vector<Change> changes, const Schema& from, const Schema& to,
                                    const std::function<bool(const Change& change, const Object& dependent)>& must_go) {
  // What is only made is in nobody's way.
  const auto makes = [](const Change& change) { return change.kind == Kind::create; };
  if (std::all_of(changes.begin(), changes.end(), makes)) return changes;
  const auto before = schema::dependencies(from);
  const References certain = reversed(before.certain), likely = reversed(before.likely);
  std::set<Object> now;
  for (const auto& object : schema::objects(to)) now.insert(now.end(), object);
  std::set<Object> dropped, created;
  for (const auto& change : changes) {
    if (change.kind == Kind::drop) dropped.insert(change.object);
    if (change.kind == Kind::create) created.insert(change.object);
  }
  // What is found on the way stands at the end, and is looked at in its turn.
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const Change change = changes[i];
    if (change.kind == Kind::create) continue;
    std::set<Object> users = of(certain, change.object);
    users.merge(std::set<Object>(of(likely, change.object)));
    if (change.object.is_part()) {
      users.merge(std::set<Object>(of(certain, table_of(change.object))));
      users.merge(std::set<Object>(of(likely, table_of(change.object))));
    }
    for (const auto& user : users) {
      if (dropped.contains(user) || !must_go(change, user)) continue;
      dropped.insert(user);
      changes.push_back({Kind::drop, user, {}, {}});
      if (now.contains(user) && created.insert(user).second) changes.push_back({Kind::create, user, {}, {}});
    }
  }
  // What belongs to something that is dropped and made again went with it.
  std::map<Name, std::set<Object>> went;
  for (const auto& each : dropped) {
    if (created.contains(each) && !each.is_part()) went[each.name].insert(each);
  }
  for (const auto& object : now) {
    const bool belongs = object.kind == ObjectKind::trigger || object.kind == ObjectKind::policy ||
                         object.kind == ObjectKind::index || object.kind == ObjectKind::grant;
    const auto owners_gone = belongs ? went.find(object.name) : went.end();
    if (owners_gone == went.end() || created.contains(object)) continue;
    const auto& owners = of(before.certain, object);
    const bool with_owner = std::any_of(owners.begin(), owners.end(),
                                        [&](const Object& each) { return owners_gone->second.contains(each); });
    if (!with_owner) continue;
    std::erase_if(changes, [&](const Change& each) { return each.object == object && each.kind == Kind::drop; });
    created.insert(object);
    changes.push_back({Kind::create, object, {}, {}});
  }
  // Whatever is made again needs no change of its own.
  std::erase_if(changes, [&](const Change& each) { return each.kind == Kind::alter && created.contains(each.object); });
  return changes;
}

}  // namespace dunlin::diff
