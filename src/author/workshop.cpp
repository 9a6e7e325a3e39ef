#include "author/workshop.hpp"

#include <algorithm>

#include "author/statements.hpp"
#include "base/text.hpp"
#include "diff/compare.hpp"
#include "diff/write.hpp"
#include "history/history.hpp"

namespace dunlin::author {
namespace {

Options with_url(Options options) {
  if (options.url.empty() && !options.handle) options.url = options.sandbox_url;
  if (options.url.empty() && !options.handle) {
    throw Error(ErrorKind::config, "the SQL of a schema depends on the database, and none is named",
                "give its URL: --database, or Options::url");
  }
  return options;
}

database::OpenOptions open_options(const Options& options) {
  database::OpenOptions open;
  open.connect_timeout = options.connect_timeout;
  if (options.lock_timeout.count() >= 0) open.busy_timeout = options.lock_timeout;
  open.history_table = options.history_table;
  open.log_table = options.log_table;
  open.history_schema = options.history_schema;
  return open;
}

constexpr std::string_view lock_table = "dunlin_lock";

/// The history's tables where they are in a schema of their own.
void leave_out_history(schema::Schema& schema, const Options& options) {
  const auto is_ours = [&](const schema::Name& name) {
    return name.space == options.history_schema &&
           (name.name == options.history_table || name.name == options.log_table || name.name == lock_table);
  };
  std::erase_if(schema.tables, [&](const auto& table) { return is_ours(table.name); });
  std::erase_if(schema.sequences, [&](const auto& sequence) { return is_ours(sequence.owner); });
  std::erase_if(schema.grants, [&](const auto& grant) { return is_ours(grant.object); });
  std::erase_if(schema.others, [&](const auto& other) {
    return is_ours(other.table) || (other.kind == "namespace" && other.name.text() == options.history_schema);
  });
}

}  // namespace

Workshop::Workshop(const Options& options) : context(with_url(options)) { context.begin_call(); }

Workshop::~Workshop() { context.end_call(); }

schema::Schema Workshop::inspect(database::Connection& connection) {
  database::InspectOptions what;
  what.without = {options().history_table, options().log_table, std::string(lock_table)};
  // What is tried out in one schema is compared with one schema.
  what.all_schemas = sandbox_ == nullptr || sandbox_->whole();
  schema::Schema schema = context.driver->inspect(connection, what);
  if (!options().history_schema.empty()) leave_out_history(schema, options());
  return schema;
}

schema::Schema Workshop::live() {
  schema::Schema none;
  none.engine = context.driver->name;
  if (!context.connected() && !context.adopted() && context.driver->creates_on_open &&
      !context.driver->exists(context.url)) {
    return none;
  }
  static_cast<void>(sandbox());  // whether it is a whole database decides what is looked at
  return inspect(context.connect(false));
}

schema::Schema Workshop::live_at(const std::string& text) {
  const auto url = database::Url::parse(text);
  const auto& driver = database::driver_for(url);
  if (&driver != context.driver) {
    throw Error(ErrorKind::refused,
                "a schema of " + std::string(driver.title) + " cannot be compared with one of " +
                    std::string(context.driver->title),
                "name databases of one engine");
  }
  if (driver.creates_on_open && !driver.exists(url)) {
    throw Error(ErrorKind::connect, "there is no database " + base::printable(url.redacted()));
  }
  static_cast<void>(sandbox());
  return inspect(*driver.open(url, open_options(options())));
}

database::Sandbox& Workshop::sandbox() {
  if (!sandbox_) {
    const auto& other = options().sandbox_url;
    const auto url = other.empty() ? context.url : database::Url::parse(other);
    const auto& driver = database::driver_for(url);
    if (&driver != context.driver) {
      throw Error(ErrorKind::config,
                  "sandbox_url is one of " + std::string(driver.title) + ", and the database is of " +
                      std::string(context.driver->title),
                  "a sandbox is of the same engine, and best of the same version");
    }
    sandbox_ = driver.sandbox(url, open_options(options()));
    context.also_cancel(sandbox_->connection());
  }
  return *sandbox_;
}

database::Connection& Workshop::connection() {
  context.check_stop();
  return sandbox().connection();
}

const database::DdlWriter& Workshop::writer() {
  if (!writer_) writer_ = context.driver->ddl(&connection().capabilities());
  return *writer_;
}

schema::Schema Workshop::inspect() { return inspect(connection()); }

void Workshop::clear() {
  if (used_) sandbox().clear();
  used_ = false;
}

void Workshop::execute(const database::Statements& statements) { static_cast<void>(carried_out(statements)); }

database::Statements Workshop::carried_out(database::Statements statements) {
  auto& sandboxed = connection();
  used_ = true;
  return author::carried_out(sandboxed, std::move(statements), [this] { context.check_stop(); });
}

schema::Schema Workshop::make(const schema::Schema& schema) {
  clear();
  schema::Schema nothing;
  nothing.engine = schema.engine;
  execute(diff::write(nothing, schema, writer()));
  return inspect();
}

void Workshop::migrate(Options migrations, const std::function<void(Migrator&)>& run) {
  used_ = true;
  const auto& own = options();
  migrations.url.clear();
  migrations.handle = Handle(context.driver->handle_kind, connection().native_handle());
  migrations.stop = own.stop;
  migrations.variables = own.variables;
  migrations.environment = own.environment;
  migrations.history_table = own.history_table;
  migrations.log_table = own.log_table;
  migrations.out_of_order = OutOfOrder::allow;
  Migrator migrator(std::move(migrations));
  if (context.observer) migrator.observe(context.observer);
  run(migrator);
}

std::vector<std::string> differences(const schema::Schema& from, const schema::Schema& to,
                                     const database::DdlWriter& writer) {
  const auto changes = diff::compare(from, to, {.column_order = writer.abilities().column_order});
  std::vector<std::string> words;
  // Not what cannot be changed and makes no difference.
  if (writer.adapt(changes, from, to).empty()) return words;
  for (const auto& change : changes) words.push_back(change.text());
  return words;
}

}  // namespace dunlin::author
