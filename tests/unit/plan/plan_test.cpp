// Plans are pure: every rule of what runs and what is in the way can be shown on values.
#include "plan/plan.hpp"

#include <gtest/gtest.h>

#include "source/layout.hpp"

namespace dunlin::plan {
namespace {

using history::Record;
using history::State;
using source::Migration;
using source::MigrationKind;

/// Files and history, and the plan that follows from them.
class World {
 public:
  Migration& file(const std::string& version, MigrationKind kind = MigrationKind::versioned) {
    Migration migration;
    migration.version = version;
    migration.name = "m";
    migration.kind = kind;
    migration.layout = &source::native_layout();
    migration.checksum = "sum " + version;
    source_.migrations.push_back(migration);
    return source_.migrations.back();
  }
  Record& applied(const std::string& version) {
    Record record;
    record.version = version;
    record.name = "m";
    record.kind = "versioned";
    record.checksum = "sum " + version;
    record.applied_at = "2026-11-20T00:00:0" + std::to_string(records_.size()) + ".000Z";
    records_.push_back(record);
    return records_.back();
  }
  source::Body& body(const std::string& version) { return bodies_[version]; }

  Built plan() {
    const auto selection = select(source_, records_, request);
    std::vector<Reading> readings;
    for (const auto& candidate : selection.candidates) {
      Reading reading;
      if (candidate.migration != nullptr) {
        auto known = bodies_.find(candidate.migration->version);
        reading.body = known == bodies_.end() ? with_down() : known->second;
      }
      reading.prefix_same = prefix_same;
      readings.push_back(std::move(reading));
    }
    std::vector<ChangeReading> changes(selection.changes.size());
    for (auto& change : changes) change.same_statements = only_comments_changed;
    return build(source_, records_, request, selection, readings, changes);
  }
  std::vector<std::string> steps() {
    std::vector<std::string> versions;
    for (const auto& step : plan().plan.steps) versions.push_back(step.version);
    return versions;
  }
  ProblemKind problem() {
    const auto built = plan();
    EXPECT_TRUE(built.plan.blocked());
    for (const auto& found : built.plan.problems) {
      if (found.blocks) return found.kind;
    }
    return ProblemKind::source;
  }

  static source::Body with_down() {
    source::Body body;
    body.up_summary.statements = 1;
    body.down.emplace();
    body.down_summary.emplace().statements = 1;
    return body;
  }

  Request request;
  std::optional<bool> prefix_same;
  bool only_comments_changed = false;

 private:
  source::Source source_;
  std::vector<Record> records_;
  std::map<std::string, source::Body> bodies_;
};

using Versions = std::vector<std::string>;

World three_files_one_applied() {
  World world;
  for (const char* version : {"001", "002", "003"}) world.file(version);
  world.applied("001");
  return world;
}

TEST(Up, AppliesWhatIsPendingInOrder) { EXPECT_EQ(three_files_one_applied().steps(), (Versions{"002", "003"})); }

TEST(Up, NothingPendingIsAnEmptyPlan) {
  World world;
  world.file("1");
  world.applied("1");
  EXPECT_TRUE(world.plan().plan.steps.empty());
  EXPECT_FALSE(world.plan().plan.blocked());
}

TEST(Up, StopsAtItsTarget) {
  auto world = three_files_one_applied();
  for (const char* target : {"002", "2", "002_m", "+1"}) {
    world.request.target = target;
    EXPECT_EQ(world.steps(), (Versions{"002"})) << target;
  }
  world.request.target = "head";
  EXPECT_EQ(world.steps(), (Versions{"002", "003"}));
  world.request.target = {};
  world.request.steps = 0;
  EXPECT_EQ(world.steps(), Versions{});
}

TEST(Up, RefusesWhatCannotBeMeant) {
  auto world = three_files_one_applied();
  for (const char* target : {"base", "-1", "00", "777"}) {
    world.request.target = target;
    EXPECT_THROW(world.plan(), Error) << target;
  }
}

TEST(Up, ALateMigrationIsSeen) {
  World world;
  world.file("001");
  world.file("002");
  world.file("003");
  world.applied("001");
  world.applied("003");
  EXPECT_EQ(world.problem(), ProblemKind::out_of_order);
  world.request.out_of_order = OutOfOrder::allow;
  EXPECT_EQ(world.steps(), (Versions{"002"}));
}

TEST(Up, AChangedFileBlocksUnlessOnlyCommentsChanged) {
  World world;
  world.file("001");
  world.file("002");
  world.applied("001").checksum = "another";
  EXPECT_EQ(world.problem(), ProblemKind::changed);
  world.only_comments_changed = true;
  EXPECT_EQ(world.steps(), (Versions{"002"}));
  world.only_comments_changed = false;
  world.request.allow_changed = true;
  EXPECT_EQ(world.steps(), (Versions{"002"}));
}

TEST(Up, MissingAndNewerAreToldAndDoNotBlock) {
  World world;
  world.file("002");
  world.applied("001");
  world.applied("002");
  world.applied("009");
  const auto plan = world.plan().plan;
  EXPECT_FALSE(plan.blocked());
  ASSERT_EQ(plan.problems.size(), 2u);
  EXPECT_EQ(plan.problems[0].kind, ProblemKind::missing);
  EXPECT_EQ(plan.problems[1].kind, ProblemKind::newer);
}

TEST(Up, RequiresIsMetByAppliedAndByEarlierSteps) {
  auto world = three_files_one_applied();
  world.body("003").requires_versions = {"1", "002"};
  EXPECT_EQ(world.steps().size(), 2u);
  world.body("003").requires_versions = {"004"};
  EXPECT_EQ(world.problem(), ProblemKind::requires_);
}

TEST(Up, OnlyInItsEnvironment) {
  auto world = three_files_one_applied();
  world.body("002").environments = {"staging"};
  EXPECT_EQ(world.steps(), (Versions{"003"}));
  world.request.environment = "staging";
  EXPECT_EQ(world.steps(), (Versions{"002", "003"}));
}

TEST(Up, RepeatableRunsAfterTheOthersWhenItsTextChanged) {
  World world;
  world.file("001");
  Migration& views = world.file("R", MigrationKind::repeatable);
  views.name = "views";
  EXPECT_EQ(world.steps(), (Versions{"001", "R__views"}));
  Record& record = world.applied("R__views");
  record.kind = "repeatable";
  record.checksum = "sum R";
  EXPECT_EQ(world.steps(), (Versions{"001"}));
}

TEST(Up, ABaselineStandsForWhatIsBelowItInANewDatabase) {
  World world;
  world.file("1");
  world.file("2");
  world.file("2", MigrationKind::baseline);
  world.file("3");
  EXPECT_EQ(world.steps(), (Versions{"2", "3"}));
  world.applied("1");
  EXPECT_EQ(world.steps(), (Versions{"2", "3"})) << "but not in one that has a history";
}

TEST(Up, AnInterruptedOneGoesOnAndIsDirtyWhenItsBeginningChanged) {
  World world;
  world.file("001");
  Record& record = world.applied("001");
  record.state = State::failed;
  record.statements_done = 2;
  world.prefix_same = true;
  const auto plan = world.plan().plan;
  ASSERT_EQ(plan.steps.size(), 1u);
  EXPECT_EQ(plan.steps[0].resume_after, 2);
  EXPECT_EQ(plan.steps[0].mode, TransactionMode::journaled);
  world.prefix_same = false;
  EXPECT_EQ(world.problem(), ProblemKind::dirty);
}

TEST(Mode, FollowsFileStatementAndDatabase) {
  World world;
  world.file("1");
  const auto mode = [&] { return world.plan().plan.steps.at(0).mode; };
  auto& body = world.body("1");
  body.up_summary.statements = 1;
  EXPECT_EQ(mode(), TransactionMode::transaction);
  body.transaction = false;
  EXPECT_EQ(mode(), TransactionMode::journaled);
  body.transaction.reset();
  body.up_summary.refuses_transaction = true;
  EXPECT_EQ(mode(), TransactionMode::journaled);
  body.transaction = true;
  EXPECT_EQ(world.problem(), ProblemKind::source) << "asks for a transaction and cannot have it";
  body.transaction.reset();
  body.up_summary.refuses_transaction = false;
  body.up_summary.own_transaction = true;
  EXPECT_EQ(mode(), TransactionMode::transaction);
  body.up_summary.own_transaction_plain = false;
  EXPECT_EQ(mode(), TransactionMode::journaled);
  body.up_summary.own_transaction = false;
  world.request.transactional_ddl = false;
  EXPECT_EQ(mode(), TransactionMode::journaled);
}

World three_applied() {
  World world;
  for (const char* version : {"001", "002", "003"}) {
    world.file(version);
    world.applied(version);
  }
  world.request.direction = Direction::down;
  return world;
}

TEST(Down, UndoesTheLastByDefault) { EXPECT_EQ(three_applied().steps(), (Versions{"003"})); }

TEST(Down, UndoesInReverseUpToItsTarget) {
  auto world = three_applied();
  world.request.target = "001";
  EXPECT_EQ(world.steps(), (Versions{"003", "002"}));
  EXPECT_EQ(world.plan().plan.target, "001");
  world.request.target = "base";
  EXPECT_EQ(world.steps(), (Versions{"003", "002", "001"}));
  world.request.target = "-2";
  EXPECT_EQ(world.steps(), (Versions{"003", "002"}));
  world.request.target = "head";
  EXPECT_THROW(world.plan(), Error);
}

TEST(Down, LateOnesAreUndoneInTheOrderOfTheirTimes) {
  World world;
  world.file("001");
  world.file("002");
  world.applied("002");
  world.applied("001");
  world.request.direction = Direction::down;
  EXPECT_EQ(world.steps(), (Versions{"001"}));
}

TEST(Down, RefusesWhatHasNoWayBack) {
  auto world = three_applied();
  world.body("003").irreversible = "the old values are gone";
  EXPECT_EQ(world.problem(), ProblemKind::irreversible);
  world.body("003") = {};
  EXPECT_EQ(world.problem(), ProblemKind::no_down);
}

}  // namespace
}  // namespace dunlin::plan
