#include <unistd.h>

#include <map>
#include <mutex>
#include <random>

#include "base/sha256.hpp"
#include "base/text.hpp"
#include "database/driver.hpp"
#include "database/images.hpp"
#include "dunlin/migrator.hpp"
#include "dunlin/testing.hpp"
#include "dunlin/version.hpp"
#include "run/reading.hpp"

namespace dunlin {
inline namespace v0 {
namespace testing {
namespace {

constexpr std::chrono::hours keep_unused{7 * 24};

/// What this process asks for databases of one kind. It lives as long as the process: what it holds tells others that
/// the databases are in use.
struct Server {
  explicit Server(const database::Url& url) : images(database::driver_for(url).images(url)) {}
  std::mutex mutex;  ///< one thing at a time
  std::unique_ptr<database::Images> images;
};

std::shared_ptr<Server> server_of(const database::Url& url) {
  static std::mutex mutex;
  // After a fork the connection is the parent's. Never destroyed: a Fresh may be, later than this.
  static auto& servers = *new std::map<std::pair<pid_t, std::string>, std::shared_ptr<Server>>();
  const std::lock_guard hold(mutex);
  auto& server = servers[{::getpid(), url.text()}];
  if (!server) {
    server = std::make_shared<Server>(url);
    server->images->sweep(keep_unused);
  }
  return server;
}

/// Everything that decides what is in the image.
std::string image_name(const Options& options, const Seed& seed, const std::string& engine) {
  const run::Context context(options);
  base::Sha256 hash;
  const auto add = [&](std::string_view part) {
    hash.update(std::to_string(part.size()) + ":");
    hash.update(part);
  };
  for (const std::string_view part :
       {std::string_view(version()), std::string_view(engine), std::string_view(seed.version),
        std::string_view(seed.plant ? "seeded" : ""), std::string_view(options.layout),
        std::string_view(options.environment), std::string_view(options.history_table),
        std::string_view(options.log_table), std::string_view(options.history_schema)}) {
    add(part);
  }
  for (const auto& [name, value] : context.url.parameters) {
    add(name);
    add(value);
  }
  for (const auto& [name, value] : options.variables) {
    add(name);
    add(value);
  }
  const auto source = run::load_source(context);
  for (const auto& problem : source.problems) add(problem.message);
  for (const auto& migration : source.migrations) {
    add(migration.key());
    add(migration.name);
    add(migration.checksum);
    if (migration.down) add(migration.down->checksum());
  }
  return database::Images::image_prefix + hash.hex().substr(0, 24);
}

std::string new_name() {
  std::random_device random;
  std::string name = database::Images::copy_prefix;
  constexpr std::string_view digits = "0123456789abcdef";
  for (int i = 0; i < 20; ++i) name += digits[random() % digits.size()];
  return name;
}

/// Released whatever happens.
class Preparing {
 public:
  Preparing(database::Images& images, const std::string& image) : images_(images), image_(image) { images.lock(image); }
  ~Preparing() { images_.unlock(image_); }
  Preparing(const Preparing&) = delete;
  Preparing& operator=(const Preparing&) = delete;

 private:
  database::Images& images_;
  const std::string& image_;
};

void prepare(database::Images& images, const std::string& image, Options options, const Seed& seed) {
  const Preparing lock(images, image);
  if (images.ready(image)) return;  // another process has done it meanwhile
  options.url = images.begin(image).text();
  options.handle = {};
  options.hooks = {};
  options.on_failure = OnFailure::abort;
  options.create_database_file = true;
  Migrator(options).up();
  if (seed.plant) {
    Database database = Database::open(options.url);
    seed.plant(database);
  }
  images.finish(image);
}

}  // namespace

struct Fresh::Impl {
  Impl(std::shared_ptr<Server> server_, std::string name_, std::string url_)
      : server(std::move(server_)), name(std::move(name_)), url(std::move(url_)) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  std::shared_ptr<Server> server;
  std::string name;
  std::string url;
  pid_t owner = ::getpid();

  ~Impl() {
    if (owner != ::getpid()) return;  // a copy that came with a fork
    try {
      const std::lock_guard hold(server->mutex);
      server->images->drop(name);
    } catch (const std::exception&) {
      // The next test process removes it.
    }
  }
};

Fresh::Fresh(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Fresh::~Fresh() = default;
Fresh::Fresh(Fresh&&) noexcept = default;
Fresh& Fresh::operator=(Fresh&&) noexcept = default;
const std::string& Fresh::url() const { return impl_->url; }

Fresh fresh(const Options& options, const Seed& seed) {
  const auto server = server_of(database::Url::parse(options.url));
  const std::lock_guard hold(server->mutex);
  auto& images = *server->images;
  const std::string image = image_name(options, seed, images.engine());
  constexpr int tries = 3;  // an old image may be swept between the look and the copy
  for (int i = 1;; ++i) {
    if (!images.ready(image)) prepare(images, image, options, seed);
    const std::string name = new_name();
    try {
      const std::string url = images.copy(image, name).text();
      return Fresh(std::make_unique<Fresh::Impl>(server, name, url));
    } catch (const Error&) {
      if (i == tries || images.ready(image)) throw;
    }
  }
}

}  // namespace testing
}  // namespace v0
}  // namespace dunlin
