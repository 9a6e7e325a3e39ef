// Everything that configures a command, put together: options of the command line before what the application brings
// before environment variables before .env before dunlin.toml.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/args.hpp"
#include "cli/config.hpp"
#include "dunlin/migrator.hpp"

namespace dunlin::cli {

struct Settings {
  std::string file;        ///< the dunlin.toml that was read; empty: none
  std::string url;         ///< without the password of password_command or password_file
  std::string url_origin;  ///< "--database", "DUNLIN_DATABASE_URL", ".env", "dunlin.toml"; empty: no URL
  Config config;           ///< paths in it are relative to the present folder
  Options given;           ///< by the application, without what the command line replaces

  /// The folders: none where the application brings files or C++ only.
  [[nodiscard]] const std::vector<std::string>& migrations() const { return config.migrations; }
  [[nodiscard]] std::string templates() const { return config.templates.value_or("templates"); }
};

/// Environment variables, as a function: tests bring their own.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
[[nodiscard]] Environment process_environment();

/// Reads the files, where `configuration` says so. Throws Error{config | io}.
[[nodiscard]] Settings read_settings(const Arguments& arguments, const Environment& environment,
                                     const Options& given = {}, bool configuration = true);

/// The nearest dunlin.toml: of this folder or one above it. Empty: none.
[[nodiscard]] std::string find_config();

/// The value of `name` in the text of an .env file: KEY=VALUE lines, `export`, quotes, comments.
[[nodiscard]] std::optional<std::string> dotenv_value(std::string_view text, std::string_view name);

/// The path as seen from the present folder, of one that stands in a file of `folder` ("", "../"). Absolute paths
/// stay; so do URLs other than relative SQLite ones.
[[nodiscard]] std::string path_in(const std::string& folder, const std::string& path);
[[nodiscard]] std::string url_in(const std::string& folder, const std::string& url);

/// The URL that the library is given: with the password of password_command or password_file. Throws Error{config}
/// where there is no URL, and says what to do.
[[nodiscard]] std::string complete_url(const Settings& settings);
[[nodiscard]] Options library_options(const Settings& settings);
/// The same for what is about schemas: with sandbox_url alone there need not be a URL.
[[nodiscard]] Options schema_options(const Settings& settings);
/// The same without the URL, for what needs no database.
[[nodiscard]] Options offline_options(const Settings& settings);

}  // namespace dunlin::cli
