#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "plan/target.hpp"
#include "source/version.hpp"

namespace dunlin::plan {
namespace {

using history::State;
using source::MigrationKind;

class Builder {
 public:
  Builder(const std::vector<history::Record>& records, const Request& request, std::vector<Pair> pairs)
      : records_(records), request_(request), pairs_(std::move(pairs)), target_(resolve(request, pairs_)) {
    built_.plan.direction = request.direction;
    for (const auto& record : records) {
      if (record.interrupted() || record.kind == "repeatable" || record.kind == "seed") continue;
      applied_.insert(source::version_key(record.version));
      if (highest_.empty() || source::compare_versions(highest_, record.version) < 0) highest_ = record.version;
    }
    for (const auto& pair : pairs_) {
      if (pair.covered) applied_.insert(source::version_key(pair.migration->version));
    }
    built_.plan.current = built_.plan.target = highest_;
  }

  void take(const Candidate& candidate, const Reading& reading) {
    if (candidate.record != nullptr && candidate.record->kind == "snapshot") {
      problem(ProblemKind::dirty, candidate, "`dunlin schema load` was stopped part-way",
              "say `dunlin schema load` again: it goes on where it stopped");
      return;
    }
    if (request_.direction == Direction::up) {
      take_up(candidate, reading);
    } else {
      take_down(candidate, reading);
    }
  }

  void take(const Change& change, const ChangeReading& reading) {
    Problem problem;
    problem.kind = ProblemKind::changed;
    problem.migration = change.migration->title();
    problem.place.file = change.migration->up.name();
    problem.blocks = !reading.same_statements && !request_.allow_changed;
    problem.message =
        problem.migration + " was changed after it was applied" + (reading.words.empty() ? "" : ": " + reading.words);
    problem.hint = change.migration->code && change.migration->up.name().empty()
                       ? "give it its old name and Traits::revision back and put the change into a new migration, or "
                         "accept it as it is now with `dunlin repair`"
                   : reading.same_statements ? "`dunlin repair` takes the file as it is now, and this is not said again"
                                             : "give the file its old text back and put the change into a new "
                                               "migration, or accept it as it is now with `dunlin repair`";
    built_.plan.problems.push_back(std::move(problem));
  }

  Built finish(const Selection& selection) {
    built_.plan.problems.insert(built_.plan.problems.begin(), selection.problems.begin(), selection.problems.end());
    if (request_.direction == Direction::down) {
      std::set<std::string> gone;
      for (const auto& item : built_.items) gone.insert(item.step.version);
      built_.plan.target.clear();
      for (const auto& record : records_) {
        if (record.kind == "repeatable" || record.interrupted() || gone.contains(record.version)) continue;
        if (built_.plan.target.empty() || source::compare_versions(built_.plan.target, record.version) < 0) {
          built_.plan.target = record.version;
        }
      }
    }
    for (const auto& item : built_.items) built_.plan.steps.push_back(item.step);
    return std::move(built_);
  }

 private:
  void problem(ProblemKind kind, const Candidate& candidate, std::string message, std::string hint,
               bool blocks = true) {
    Problem problem{kind, title(candidate), std::move(message), std::move(hint), {}, blocks};
    if (candidate.migration != nullptr) problem.place.file = candidate.migration->up.name();
    built_.plan.problems.push_back(std::move(problem));
  }

  [[nodiscard]] static std::string title(const Candidate& candidate) {
    return title_of(candidate.migration, candidate.record);
  }

  [[nodiscard]] bool beyond_target(const Candidate& candidate) const {
    if (request_.only_target) return false;
    switch (target_.kind) {
      case Target::Kind::head:
      case Target::Kind::base:
        return false;
      case Target::Kind::steps:
        return static_cast<std::int64_t>(built_.items.size()) >= target_.steps;
      case Target::Kind::version:
        break;
    }
    // A repeatable one belongs to the newest version: it waits until everything is applied.
    if (candidate.migration->kind == MigrationKind::repeatable) return target_.pair.migration != candidate.migration;
    return source::compare_versions(candidate.migration->version, target_.version) > 0;
  }

  void take_up(const Candidate& candidate, const Reading& reading) {
    const auto* migration = candidate.migration;
    const auto* record = candidate.record;
    if (record != nullptr && record->state == State::undoing) {
      problem(ProblemKind::dirty, candidate, title(candidate) + " was stopped while it was being undone",
              "`dunlin down` goes on with it; or look at the database and say `dunlin mark " + record->version +
                  " applied` or `unapplied`");
      return;
    }
    if (migration == nullptr) {
      problem(ProblemKind::dirty, candidate,
              title(candidate) + " was stopped part-way and " +
                  (record->code() ? "this program does not have it: it is a migration in C++" : "its file is gone"),
              "bring it back and run `dunlin up`, or undo by hand what it did and say `dunlin mark " + record->version +
                  " unapplied`");
      return;
    }
    if (beyond_target(candidate)) return;
    if (reading.error) {
      Problem wrong{ProblemKind::source, title(candidate),     reading.error->message,
                    reading.error->hint, reading.error->place, true};
      built_.plan.problems.push_back(std::move(wrong));
      return;
    }
    const source::Body& body = *reading.body;
    const bool resumes = record != nullptr && record->interrupted();
    if (!resumes && !wanted_here(candidate, body)) return;
    if (request_.only_target && record != nullptr && !resumes && !request_.force &&
        migration->kind == MigrationKind::versioned) {
      problem(ProblemKind::target, candidate, title(candidate) + " is applied already",
              "run it again all the same with --force");
      return;
    }
    check_order(candidate);
    for (const auto& needed : body.requires_versions) {
      const std::string key = source::version_key(needed);
      if (applied_.contains(key)) continue;
      const bool known = std::ranges::any_of(pairs_, [&](const Pair& pair) {
        return pair.migration != nullptr && source::version_key(pair.migration->version) == key;
      });
      problem(ProblemKind::requires_, candidate, title(candidate) + " requires " + needed + ", which is not applied",
              known ? "apply it first with `dunlin run " + needed + "`, or correct the `requires` line"
                    : "no migration has that version: correct the `requires` line, or bring the file");
    }
    if (resumes && record->code() != (migration->code != nullptr)) {
      problem(ProblemKind::dirty, candidate,
              title(candidate) + " was stopped part-way as a migration " +
                  (record->code() ? "in C++ and is a file now" : "in a file and is C++ now"),
              "bring back what it was and run `dunlin up`; or finish or undo it by hand and say `dunlin mark " +
                  record->version + " applied` or `unapplied`");
      return;
    }
    if (resumes && reading.prefix_same == false) {
      problem(ProblemKind::dirty, candidate,
              title(candidate) + " was stopped after statement " + std::to_string(record->statements_done) +
                  ", and the statements up to there are others now",
              migration->kind == MigrationKind::seed
                  ? std::string("`dunlin db seed --force` runs it from its beginning")
                  : "give them their old text back and run `dunlin up`; or finish or undo it by hand and say `dunlin "
                    "mark " +
                        record->version + " applied` or `unapplied`");
      return;
    }
    Item item = make_item(candidate, Direction::up, body, body.up, body.up_summary);
    if (resumes) item.step.resume_after = record->statements_done;
    item.body = body;
    if (!source::runs_again(migration->kind)) {
      applied_.insert(source::version_key(migration->version));
      if (built_.plan.target.empty() || source::compare_versions(built_.plan.target, migration->version) < 0) {
        built_.plan.target = migration->version;
      }
    }
    built_.items.push_back(std::move(item));
  }

  [[nodiscard]] bool wanted_here(const Candidate& candidate, const source::Body& body) {
    if (body.environments.empty() ||
        std::ranges::find(body.environments, request_.environment) != body.environments.end()) {
      return true;
    }
    if (request_.only_target) {
      problem(ProblemKind::environment, candidate,
              title(candidate) + " is only for " + base::join(body.environments, ", "),
              "name the environment with --env");
    }
    return false;
  }

  void check_order(const Candidate& candidate) {
    const auto* migration = candidate.migration;
    if (candidate.record != nullptr || migration->kind != MigrationKind::versioned || request_.only_target) return;
    if (highest_.empty() || source::compare_versions(migration->version, highest_) > 0) return;
    if (request_.out_of_order == OutOfOrder::allow) return;
    problem(ProblemKind::out_of_order, candidate,
            title(candidate) + " is older than " + highest_ + ", which is applied already",
            "give it a newer version, or apply it late with --out-of-order");
  }

  void take_down(const Candidate& candidate, const Reading& reading) {
    const auto& record = *candidate.record;
    if (record.state == State::running || record.state == State::failed) {
      problem(ProblemKind::dirty, candidate, title(candidate) + " was stopped part-way on its way up",
              "`dunlin up` goes on with it; or undo by hand what it did and say `dunlin mark " + record.version +
                  " unapplied`");
      return;
    }
    if (record.kind == "baseline") {
      problem(ProblemKind::irreversible, candidate, title(candidate) + " is a baseline: what was there before Dunlin",
              "forget it with `dunlin mark " + record.version + " unapplied`");
      return;
    }
    if (reading.error) {
      built_.plan.problems.push_back({ProblemKind::source, title(candidate), reading.error->message,
                                      reading.error->hint, reading.error->place, true});
      return;
    }
    const auto& body = reading.body;
    if (body && body->irreversible) {
      problem(ProblemKind::irreversible, candidate,
              title(candidate) + " cannot be undone: " +
                  (body->irreversible->empty() ? "it is marked irreversible" : *body->irreversible),
              "restore a backup, or write a new migration that does what is wanted");
      return;
    }
    const bool has_down = body && body->down;
    if (!has_down && !reading.stored_down && candidate.migration == nullptr && record.code()) {
      problem(
          ProblemKind::no_down, candidate,
          title(candidate) + " is a migration in C++ that this program does not have, so its down cannot be run",
          "undo it with the program that has it; or by hand, and say `dunlin mark " + record.version + " unapplied`");
      return;
    }
    if (!has_down && !reading.stored_down) {
      const bool is_code = candidate.migration != nullptr && candidate.migration->code;
      std::string first_try;
      if (candidate.migration != nullptr) first_try = is_code ? "give it a down, or " : "write its down half, or ";
      problem(ProblemKind::no_down, candidate,
              title(candidate) +
                  " has no way back: " + (is_code ? "it has no down" : "no down half in its file nor in the history"),
              first_try + "undo it by hand and say `dunlin mark " + record.version + " unapplied`");
      return;
    }
    const source::Summary& summary = has_down ? *body->down_summary : *reading.stored_down;
    Item item = make_item(candidate, Direction::down, body ? *body : source::Body{},
                          has_down ? *body->down : source::Half{}, summary);
    item.step.code = has_down && candidate.migration->code;
    if (record.state == State::undoing) {
      if (record.code() != item.step.code) {
        problem(ProblemKind::dirty, candidate,
                title(candidate) + " was stopped while it was being undone as a migration " +
                    (record.code() ? "in C++ and is a file now" : "in a file and is C++ now"),
                "bring back what it was and run `dunlin down`; or finish by hand and say `dunlin mark " +
                    record.version + " unapplied`");
        return;
      }
      item.step.resume_after = record.statements_done;
      if (reading.prefix_same == false) {
        problem(ProblemKind::dirty, candidate,
                title(candidate) +
                    " was stopped while it was being undone, and the statements that were done are "
                    "others now",
                "give them their old text back and run `dunlin down`; or finish by hand and say `dunlin mark " +
                    record.version + " unapplied`");
        return;
      }
    }
    if (!has_down) {
      item.step.file.clear();
      item.step.notes.emplace_back("its down script comes from the history");
    }
    if (item.step.code) {
      // Whoever is asked before data goes is asked here too.
      item.step.losses = {{"what " + item.step.title + " removes (it is C++: known only when it runs)", -1, false}};
    } else if (summary.statements == 0) {
      item.step.notes.emplace_back("its down half is empty: nothing is undone");
    }
    item.body = body;
    built_.items.push_back(std::move(item));
  }

  [[nodiscard]] Item make_item(const Candidate& candidate, Direction direction, const source::Body& body,
                               const source::Half& half, const source::Summary& summary) {
    Item item;
    item.candidate = candidate;
    Step& step = item.step;
    step.version = candidate.migration != nullptr ? history_version(*candidate.migration) : candidate.record->version;
    step.name = candidate.migration != nullptr ? candidate.migration->name : candidate.record->name;
    step.title = title(candidate);
    step.kind = candidate.migration != nullptr ? std::string(source::to_string(candidate.migration->kind))
                                               : candidate.record->kind;
    step.description = body.description;
    step.direction = direction;
    step.file = half.content.name();
    step.code = candidate.migration != nullptr && candidate.migration->code;
    step.statements = summary.statements;
    for (const auto& what : summary.destroys) step.losses.push_back({what, -1, false});
    decide_mode(candidate, body, summary, step);
    return item;
  }

  void decide_mode(const Candidate& candidate, const source::Body& body, const source::Summary& summary, Step& step) {
    const auto& wanted = step.direction == Direction::up ? body.transaction : body.down_transaction;
    const bool off = wanted == false || (candidate.migration != nullptr && candidate.migration->transaction_off);
    const auto journal = [&](std::string reason) {
      step.mode = TransactionMode::journaled;
      step.mode_reason = std::move(reason);
    };
    if (step.resume_after > 0) {
      journal("it goes on after statement " + std::to_string(step.resume_after));
    } else if (candidate.record != nullptr && candidate.record->interrupted()) {
      journal(step.code ? "it was begun outside a transaction, and is run again from its beginning"
                        : "it was begun statement by statement");
    } else if (!request_.transactional_ddl) {
      if (summary.statements > 0 || step.code) {
        journal(summary.batches ? "each batch commits by itself"
                                : request_.product + " commits each definition by itself");
      }
    } else if (off) {
      journal(step.code ? "it says so itself" : "the file says so");
    } else if (summary.refuses_transaction) {
      const std::string line = std::to_string(summary.refuses_at.line);
      if (wanted == true) {
        problem(ProblemKind::source, candidate,
                step.title + " asks for a transaction, and its statement in line " + line + " cannot run in one",
                "take the transaction directive out");
      }
      journal("the statement in line " + line + " cannot run in a transaction");
    } else if (summary.batches) {
      journal("each batch commits by itself");
    } else if (summary.own_transaction && !summary.own_transaction_plain) {
      journal("the file ends transactions by itself");
    } else if (summary.own_transaction) {
      step.notes.emplace_back(
          "the file's own BEGIN and COMMIT are replaced by the migration's transaction, so that the "
          "history row commits with it");
    }
  }

  const std::vector<history::Record>& records_;
  const Request& request_;
  std::vector<Pair> pairs_;
  Target target_;
  std::set<std::string> applied_;
  std::string highest_;
  Built built_;
};

}  // namespace

Built build(const source::Source& source, const std::vector<history::Record>& records, const Request& request,
            const Selection& selection, const std::vector<Reading>& readings,
            const std::vector<ChangeReading>& changes) {
  Builder builder(records, request, match(source, records));
  for (std::size_t i = 0; i < selection.changes.size(); ++i) builder.take(selection.changes[i], changes[i]);
  for (std::size_t i = 0; i < selection.candidates.size(); ++i) builder.take(selection.candidates[i], readings[i]);
  return builder.finish(selection);
}

}  // namespace dunlin::plan
