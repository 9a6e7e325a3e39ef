#include "cli/settings.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <algorithm>

#include "base/file.hpp"
#include "base/text.hpp"
#include "cli/password.hpp"
#include "database/driver.hpp"

namespace dunlin::cli {
namespace {

constexpr const char* config_name = "dunlin.toml";

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash + 1);
}

std::chrono::milliseconds milliseconds(const std::optional<std::int64_t>& value, std::chrono::milliseconds otherwise) {
  return value ? std::chrono::milliseconds(*value) : otherwise;
}

void choose_url(Settings& settings, const Arguments& arguments, const Environment& environment,
                const std::string& folder) {
  if (arguments.has("--database")) {
    settings.url = arguments.value("--database");
    settings.url_origin = "--database";
    if (settings.url.empty()) throw Error(ErrorKind::usage, "--database needs a URL", "--database sqlite:app.db");
    return;
  }
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

std::vector<std::string> Settings::migrations() const {
  return config.migrations.empty() ? std::vector<std::string>{"migrations"} : config.migrations;
}

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

bool is_file_database(const std::string& url) {
  try {
    return database::driver_for(database::Url::parse(url)).creates_on_open;
  } catch (const Error&) {
    return false;  // whoever connects says what is wrong with it
  }
}

std::string path_in(const std::string& folder, const std::string& path) {
  if (folder.empty() || path.empty() || path[0] == '/') return path;
  return folder + path;
}

std::string url_in(const std::string& folder, const std::string& url) {
  if (folder.empty()) return url;
  const auto colon = url.find(':');
  if (colon == std::string::npos || !is_file_database(url)) return url;
  std::string path = url.substr(colon + 1);
  if (path.starts_with("///")) {
    path.erase(0, 3);
  } else if (path.starts_with("//")) {
    path.erase(0, 2);
  }
  if (path.empty() || path[0] == '/' || path.starts_with(":memory:") || path[0] == '?') return url;
  return url.substr(0, colon + 1) + folder + path;
}

Settings read_settings(const Arguments& arguments, const Environment& environment) {
  Settings settings;
  settings.file = arguments.has("--config") ? arguments.value("--config") : find_config();
  if (arguments.has("--config") && !base::file_exists(settings.file)) {
    throw Error(ErrorKind::config, "there is no file '" + base::printable(settings.file) + "'",
                "--config names a configuration file; dunlin init writes one");
  }
  const std::string env = arguments.value("--env");
  std::string folder;
  if (!settings.file.empty()) {
    settings.config = parse_config(base::read_file(settings.file), settings.file, env);
    folder = folder_of(settings.file);
    Config& config = settings.config;
    for (auto& directory : config.migrations) directory = path_in(folder, directory);
    if (config.migrations.empty()) config.migrations = {path_in(folder, "migrations")};
    config.templates = path_in(folder, config.templates.value_or("templates"));
    config.password_file = path_in(folder, config.password_file);
    config.backup_dir = path_in(folder, config.backup_dir.value_or("backups"));
    for (auto& seeds : config.seeds) seeds = path_in(folder, seeds);
    if (config.seeds.empty()) config.seeds = {path_in(folder, "seeds")};
  } else if (!env.empty()) {
    settings.config.environment = env;
  }
  if (settings.config.seeds.empty()) settings.config.seeds = {"seeds"};
  if (arguments.has("--migrations")) settings.config.migrations = arguments.values("--migrations");
  choose_url(settings, arguments, environment, folder);
  return settings;
}

std::string complete_url(const Settings& settings) {
  if (settings.url.empty()) {
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
  options.url = complete_url(settings);
  return options;
}

Options offline_options(const Settings& settings) {
  const Config& config = settings.config;
  Options options;
  options.directories = settings.migrations();
  if (config.layout) options.layout = *config.layout;
  if (config.history_table) options.history_table = *config.history_table;
  if (config.log_table) options.log_table = *config.log_table;
  if (config.history_schema) options.history_schema = *config.history_schema;
  options.environment = config.environment.value_or("");
  options.variables = config.variables;
  options.out_of_order = config.out_of_order.value_or(options.out_of_order);
  options.connect_timeout = milliseconds(config.connect_timeout, options.connect_timeout);
  options.lock_wait = milliseconds(config.lock_wait, options.lock_wait);
  options.lock_timeout = milliseconds(config.lock_timeout, options.lock_timeout);
  options.statement_timeout = milliseconds(config.statement_timeout, options.statement_timeout);
  options.backup_before = config.backup_before.value_or(false);
  options.backup_directory = config.backup_dir.value_or(options.backup_directory);
  options.backup_keep = config.backup_keep.value_or(0);
  options.seed_directories = config.seeds;
  if (config.lock_retries) options.lock_retries = static_cast<int>(*config.lock_retries);
  return options;
}

}  // namespace dunlin::cli
