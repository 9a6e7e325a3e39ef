#include "cli/settings.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <algorithm>

#include "base/file.hpp"
#include "base/text.hpp"
#include "cli/password.hpp"
#include "dunlin/admin.hpp"

namespace dunlin::cli {
namespace {

constexpr const char* config_name = "dunlin.toml";

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash + 1);
}

void choose_url(Settings& settings, const Arguments& arguments, const Environment& environment,
                const std::string& folder, bool configuration) {
  if (arguments.has("--database")) {
    settings.url = arguments.value("--database");
    settings.url_origin = "--database";
    settings.given.handle = {};
    if (settings.url.empty()) throw Error(ErrorKind::usage, "--database needs a URL", "--database sqlite:app.db");
    return;
  }
  if (settings.given.handle || !settings.given.url.empty()) {
    settings.url = settings.given.url;
    settings.url_origin = "the application";
    return;
  }
  if (!configuration) return;
  for (const char* name : {"DUNLIN_DATABASE_URL", "DATABASE_URL"}) {
    if (const auto value = environment(name); value && !value->empty()) {
      settings.url = *value;
      settings.url_origin = name;
      return;
    }
  }
  if (base::file_exists(".env")) {
    const std::string text = base::read_file(".env");
    for (const char* name : {"DUNLIN_DATABASE_URL", "DATABASE_URL"}) {
      if (const auto value = dotenv_value(text, name); value && !value->empty()) {
        settings.url = *value;
        settings.url_origin = ".env";
        return;
      }
    }
  }
  const std::string& url = settings.config.url;
  if (url.empty()) return;
  settings.url_origin = settings.file;
  if (!url.starts_with("env:")) {
    settings.url = url_in(folder, url);
    return;
  }
  const std::string name = url.substr(4);
  const auto value = environment(name);
  if (!value || value->empty()) {
    Error error(ErrorKind::config, "the environment variable " + base::printable(name) + " is not set",
                "set it to the database's URL, or give --database URL");
    error.place = settings.config.url_place;
    throw error;
  }
  settings.url = *value;
  settings.url_origin = name;
}

}  // namespace

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = ::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
}

std::string find_config() {
  char buffer[4096];
  if (::getcwd(buffer, sizeof buffer) == nullptr) return base::file_exists(config_name) ? config_name : "";
  const std::string here = buffer;
  const auto depth = here == "/" ? 0 : std::count(here.begin(), here.end(), '/');
  std::string prefix;
  for (std::ptrdiff_t i = 0; i <= depth; ++i, prefix += "../") {
    if (base::file_exists(prefix + config_name)) return prefix + config_name;
  }
  return {};
}

std::optional<std::string> dotenv_value(std::string_view text, std::string_view name) {
  std::optional<std::string> found;
  for (auto line : base::split(text, '\n')) {
    line = base::trim(line);
    if (line.starts_with("export ")) line = base::trim(line.substr(7));
    const auto equals = line.find('=');
    if (equals == std::string_view::npos || base::trim(line.substr(0, equals)) != name) continue;
    std::string_view value = base::trim(line.substr(equals + 1));
    if (!value.empty() && (value[0] == '"' || value[0] == '\'')) {
      const char quote = value[0];
      std::string out;
      std::size_t at = 1;
      for (; at < value.size() && value[at] != quote; ++at) {
        if (quote == '"' && value[at] == '\\' && at + 1 < value.size()) ++at;
        out += value[at];
      }
      found = out;
      continue;
    }
    for (std::size_t at = 1; at < value.size(); ++at) {  // a comment needs a blank before it: URLs may hold #
      if (value[at] == '#' && base::is_space(value[at - 1])) {
        value = base::trim(value.substr(0, at));
        break;
      }
    }
    found = std::string(value);
  }
  return found;
}

std::string path_in(const std::string& folder, const std::string& path) {
  if (folder.empty() || path.empty() || path[0] == '/') return path;
  return folder + path;
}

std::string url_in(const std::string& folder, const std::string& url) { return dunlin::url_in(folder, url); }

namespace {

void read_configuration(Settings& settings, const Arguments& arguments, const std::string& env) {
  settings.file = arguments.has("--config") ? arguments.value("--config") : find_config();
  if (arguments.has("--config") && !base::file_exists(settings.file)) {
    throw Error(ErrorKind::config, "there is no file '" + base::printable(settings.file) + "'",
                "--config names a configuration file; `dunlin init` writes one");
  }
  if (settings.file.empty()) return;
  settings.config = parse_config(base::read_file(settings.file), settings.file, env);
  const std::string folder = folder_of(settings.file);
  Config& config = settings.config;
  for (auto& directory : config.migrations) directory = path_in(folder, directory);
  if (config.migrations.empty()) config.migrations = {path_in(folder, "migrations")};
  config.templates = path_in(folder, config.templates.value_or("templates"));
  config.schema = path_in(folder, config.schema);
  if (!config.sandbox_url.empty()) config.sandbox_url = url_in(folder, config.sandbox_url);
  config.password_file = path_in(folder, config.password_file);
  if (config.backup_dir) config.backup_dir = path_in(folder, *config.backup_dir);
  for (auto& seeds : config.seeds) seeds = path_in(folder, seeds);
  if (config.seeds.empty()) config.seeds = {path_in(folder, "seeds")};
}

bool brings_migrations(const Options& given) {
  return !given.directories.empty() || !given.embedded.empty() || !given.migrations.entries().empty();
}

/// The configuration's value where the application has left the default.
template <class T, class U>
void fill(T& option, const T& as_is, const std::optional<U>& configured) {
  if (configured && option == as_is) option = static_cast<T>(*configured);
}
void fill(std::chrono::milliseconds& option, std::chrono::milliseconds as_is,
          const std::optional<std::int64_t>& configured) {
  if (configured && option == as_is) option = std::chrono::milliseconds(*configured);
}

}  // namespace

Settings read_settings(const Arguments& arguments, const Environment& environment, const Options& given,
                       bool configuration) {
  Settings settings;
  settings.given = given;
  const std::string env = arguments.has("--env") ? arguments.value("--env") : given.environment;
  if (configuration) read_configuration(settings, arguments, env);
  if (!env.empty()) settings.config.environment = env;
  if (arguments.has("--migrations")) {
    settings.config.migrations = arguments.values("--migrations");
    settings.given.directories.clear();
    settings.given.embedded.clear();
  } else if (brings_migrations(given)) {
    settings.config.migrations = given.directories;
  } else if (settings.config.migrations.empty()) {
    settings.config.migrations = {"migrations"};
  }
  if (!given.seed_directories.empty()) settings.config.seeds = given.seed_directories;
  if (settings.config.seeds.empty()) settings.config.seeds = {"seeds"};
  choose_url(settings, arguments, environment, folder_of(settings.file), configuration);
  return settings;
}

std::string complete_url(const Settings& settings) {
  if (settings.url.empty()) {
    if (settings.given.handle) {
      throw Error(ErrorKind::unsupported, "the application's own connection has no URL, which this command needs",
                  "name the database with --database URL");
    }
    Error error(ErrorKind::config, "no database is named",
                "give --database URL, or set DUNLIN_DATABASE_URL or DATABASE_URL, or write url = \"...\" into "
                "dunlin.toml (`dunlin init` makes one)");
    error.detail = "URLs look like sqlite:app.db, postgres://user@host/database, mariadb://user@host/database";
    throw error;
  }
  if (settings.config.password_command.empty() && settings.config.password_file.empty()) return settings.url;
  if (with_password(settings.url, "x") == settings.url) return settings.url;  // has one, or needs none
  return with_password(settings.url, read_password(settings.config));
}

Options library_options(const Settings& settings) {
  Options options = offline_options(settings);
  if (!options.handle) options.url = complete_url(settings);
  return options;
}

Options schema_options(const Settings& settings) {
  Options options = offline_options(settings);
  const bool elsewhere = settings.url.empty() && !options.sandbox_url.empty();
  if (!options.handle && !elsewhere) options.url = complete_url(settings);
  return options;
}

Options offline_options(const Settings& settings) {
  const Config& config = settings.config;
  const Options as_is;
  Options options = settings.given;
  options.directories = settings.migrations();
  options.environment = config.environment.value_or("");
  for (const auto& variable : config.variables) {
    const auto same = [&](const auto& other) { return other.first == variable.first; };
    if (std::none_of(options.variables.begin(), options.variables.end(), same)) options.variables.push_back(variable);
  }
  fill(options.layout, as_is.layout, config.layout);
  fill(options.history_table, as_is.history_table, config.history_table);
  fill(options.log_table, as_is.log_table, config.log_table);
  fill(options.history_schema, as_is.history_schema, config.history_schema);
  fill(options.out_of_order, as_is.out_of_order, config.out_of_order);
  fill(options.connect_timeout, as_is.connect_timeout, config.connect_timeout);
  fill(options.lock_wait, as_is.lock_wait, config.lock_wait);
  fill(options.lock_timeout, as_is.lock_timeout, config.lock_timeout);
  fill(options.statement_timeout, as_is.statement_timeout, config.statement_timeout);
  fill(options.lock_retries, as_is.lock_retries, config.lock_retries);
  fill(options.backup_before, as_is.backup_before, config.backup_before);
  fill(options.backup_directory, as_is.backup_directory, config.backup_dir);
  fill(options.backup_keep, as_is.backup_keep, config.backup_keep);
  options.seed_directories = config.seeds;
  if (options.schema.empty()) options.schema = config.schema;
  if (options.sandbox_url.empty()) options.sandbox_url = config.sandbox_url;
  const std::string folder = folder_of(settings.file);
  for (const auto& [point, texts] : config.hooks) {
    for (const auto& text : texts) {
      Hook hook;
      hook.point = point;
      hook.name = text;
      hook.folder = folder;
      if (text.ends_with(".sql")) {
        hook.sql_file = path_in(folder, text);
      } else {
        hook.command = text;
      }
      options.hooks.push_back(std::move(hook));
    }
  }
  return options;
}

}  // namespace dunlin::cli
