// Options::on_failure, each way in which a run can fail. parity A: a failed migration does not keep the application
// from starting, and is tried again at the next start.
#include <thread>

#include "threads/scene.hpp"

namespace dunlin::threads {
namespace {

using namespace std::chrono_literals;

class Failures : public Engines {};

/// What a run threw; nothing is expected to be returned.
template <class Thrown>
Thrown thrown_by(const std::function<void()>& call) {
  try {
    call();
  } catch (const Thrown& error) {
    return error;
  }
  throw std::runtime_error("nothing was thrown");
}

Options proceeding(Options options) {
  options.on_failure = OnFailure::proceed;
  return options;
}

TEST_P(Failures, OfAMigration) {
  Scene scene(GetParam());
  scene.write_tables(1);
  scene.write("002_bad.sql", "INSERT INTO nowhere VALUES (1);\n");
  scene.write("003_later.sql", "CREATE TABLE later (id INTEGER PRIMARY KEY);\n");
  const std::string url = scene.database();

  Migrator application(proceeding(scene.options(url)));
  const RunReport first = application.up();
  ASSERT_FALSE(first.ok());
  ASSERT_EQ(first.done.size(), 1u);
  EXPECT_EQ(first.failed->migration.title, "002_bad");
  EXPECT_EQ(first.failed->error.kind, ErrorKind::sql);
  EXPECT_EQ(first.failed->error.place.line, 1u);
  EXPECT_EQ(first.not_run, std::vector<std::string>{"003_later"});
  EXPECT_EQ(application.status().pending, 2) << "the application goes on";

  const auto failed = thrown_by<RunFailed>([&] { (void)Migrator(scene.options(url)).up(); });
  EXPECT_TRUE(failed.report.done.empty());
  EXPECT_EQ(failed.report.failed->migration.title, "002_bad");
  EXPECT_EQ(failed.kind, ErrorKind::sql);

  scene.write("002_bad.sql", "CREATE TABLE good (id INTEGER PRIMARY KEY);\n");
  EXPECT_EQ(application.up().done.size(), 2u) << "the next start tries again";
}

TEST_P(Failures, OfTheConnection) {
  Scene scene(GetParam());
  scene.write_tables(1);
  const std::string engine = GetParam();
  Options options = scene.options(engine == "sqlite" ? "sqlite:" + scene.folder() + "/nowhere/app.db"
                                                     : engine + "://nobody@127.0.0.1:1/none");
  options.connect_timeout = 500ms;
  const auto error = thrown_by<Error>([&] { (void)Migrator(options).up(); });
  EXPECT_EQ(error.kind, ErrorKind::connect) << error.message;
  const RunReport report = Migrator(proceeding(options)).up();
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.failed->error.kind, ErrorKind::connect);
  EXPECT_TRUE(report.done.empty());
  EXPECT_EQ(Migrator(proceeding(options)).up_async().get().failed->error.kind, ErrorKind::connect);
}

TEST_P(Failures, OfAPlanThatIsBlocked) {
  Scene scene(GetParam());
  scene.write_tables(1);
  const std::string url = scene.database();
  (void)Migrator(scene.options(url)).up();
  scene.write("001_t1.sql", "CREATE TABLE other (id INTEGER PRIMARY KEY);\n");
  scene.write_tables(0);
  scene.write("002_more.sql", "CREATE TABLE more (id INTEGER PRIMARY KEY);\n");
  const auto error = thrown_by<Error>([&] { (void)Migrator(scene.options(url)).up(); });
  EXPECT_EQ(error.kind, ErrorKind::refused);
  EXPECT_EQ(error.state, "nothing was changed");
  const RunReport report = Migrator(proceeding(scene.options(url))).up();
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.failed->error.kind, ErrorKind::refused);
  EXPECT_EQ(report.failed->error.message, error.message);
}

TEST_P(Failures, OfARunThatIsNotConfirmed) {
  Scene scene(GetParam());
  scene.write_tables(1);
  const std::string url = scene.database();
  RunOptions run;
  run.confirm = [](const Plan& plan) { return plan.steps.empty(); };
  EXPECT_EQ(thrown_by<Error>([&] { (void)Migrator(scene.options(url)).up(run); }).kind, ErrorKind::refused);
  EXPECT_EQ(Migrator(proceeding(scene.options(url))).up(run).failed->error.kind, ErrorKind::refused);
  // What is no Error reaches the caller, whatever on_failure says.
  run.confirm = [](const Plan&) -> bool { throw std::domain_error("confirm"); };
  EXPECT_THROW((void)Migrator(scene.options(url)).up(run), std::domain_error);
  EXPECT_THROW((void)Migrator(proceeding(scene.options(url))).up_async(run).get(), std::domain_error);
  EXPECT_EQ(Migrator(scene.options(url)).up().done.size(), 1u);
}

TEST_P(Failures, OfTheLock) {
  Scene scene(GetParam());
  scene.write("001_slow.sql", scene.slow());
  const std::string url = scene.database();
  Migrator holder(scene.options(url));
  std::atomic<bool> slow = false;
  holder.observe([&](const Event& event) {
    if (event.kind == EventKind::statement_started) slow = true;
  });
  auto held = holder.up_async();
  while (!slow && held.wait_for(0s) != std::future_status::ready) std::this_thread::sleep_for(1ms);
  Options options = scene.options(url);
  options.lock_wait = 50ms;
  options.lock_timeout = 50ms;
  const auto error = thrown_by<Error>([&] { (void)Migrator(options).up(); });
  EXPECT_EQ(error.kind, ErrorKind::locked) << error.message;
  EXPECT_TRUE(error.may_retry());
  EXPECT_EQ(Migrator(proceeding(options)).up().failed->error.kind, ErrorKind::locked);
  holder.request_stop();
  EXPECT_THROW((void)held.get(), RunFailed);
}

TEST_P(Failures, OfRedoHalfWay) {
  Scene scene(GetParam());
  scene.write("001_a.sql", "-- dunlin:up\nCREATE TABLE a (id INTEGER PRIMARY KEY);\n-- dunlin:down\nDROP TABLE a;\n");
  const std::string url = scene.database();
  Migrator migrator(scene.options(url));
  (void)migrator.up();
  RunOptions run;
  run.confirm = [](const Plan& plan) { return plan.direction == Direction::down; };
  const auto failed = thrown_by<RunFailed>([&] { (void)migrator.redo(run); });
  ASSERT_EQ(failed.report.done.size(), 1u) << "what was undone is told";
  EXPECT_EQ(failed.report.done[0].direction, Direction::down);
  EXPECT_EQ(failed.kind, ErrorKind::refused);
  EXPECT_EQ(migrator.up().done.size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(All, Failures, ::testing::Values("sqlite", "postgres", "mariadb"),
                         [](const auto& each) { return std::string(each.param); });

}  // namespace
}  // namespace dunlin::threads
