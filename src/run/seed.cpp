// Seeds: run as migrations are, by the same plan and the same steps, with rows of their own in the history.
#include <algorithm>

#include "run/session.hpp"

namespace dunlin {
inline namespace v0 {
namespace {

/// While it lives, looks and runs of the Migrator concern its seeds.
class Seeding {
 public:
  explicit Seeding(bool& seeding) : seeding_(seeding) { seeding_ = true; }
  ~Seeding() { seeding_ = false; }
  Seeding(const Seeding&) = delete;
  Seeding& operator=(const Seeding&) = delete;

 private:
  bool& seeding_;
};

}  // namespace

RunReport Migrator::seed(const RunOptions& options) {
  auto& impl = *impl_;
  const Impl::Call call(impl);
  const Seeding seeding(impl.seeding);
  return impl.conclude([&] {
    if (options.force) {
      impl.look(false);
      const bool stopped =
          std::ranges::any_of(impl.records, [](const history::Record& record) { return record.interrupted(); });
      if (stopped) impl.forget_interrupted();
    }
    return impl.run_and_name(Direction::up, options);
  });
}

/// From their beginning, not from where they were stopped.
void Migrator::Impl::forget_interrupted() {
  run::RunnerLock lock(context);
  prepare(lock);
  auto& connection = context.connection();
  auto commands = connection.begin({});
  for (const auto& record : records) {
    if (record.interrupted()) commands.push_back(context.history().removed(record.version));
  }
  commands.push_back(connection.commit());
  connection.execute_all(commands);
}

std::vector<MigrationStatus> Migrator::seeds() {
  const Impl::Call call(*impl_);
  const Seeding seeding(impl_->seeding);
  return impl_->status().migrations;
}

}  // namespace v0
}  // namespace dunlin
