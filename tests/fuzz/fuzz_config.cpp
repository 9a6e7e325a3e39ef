// dunlin.toml and .env of any bytes: a value or Error{config}, nothing else; what is read can be written and read
// again the same; a password goes into a URL once.
#include "cli/config.hpp"
#include "cli/settings.hpp"
#include "dunlin/admin.hpp"
#include "fuzz/fuzz.hpp"

namespace dunlin::fuzz {

std::vector<std::string> seeds() {
  return {
      "url = \"sqlite:app.db\"\nmigrations = [\"a\", \"b\"]\nnaming = \"sequence\"\n",
      "url = 'env:DB'\nlock_wait = \"3s\"\nlock_timeout = 250\nlock_retries = 3\n[variables]\nA = \"1\"\nB = 2\n",
      "environment = \"dev\"\n[env.dev]\nurl = "
      "\"postgres://u:p@h:1/db?sslmode=require\"\n[env.production.variables]\nA='x'\n",
      "export DATABASE_URL=\"sqlite:a # b\\\"c\" # comment\r\nX='y'\n",
      "postgres://user@[::1]:5432/db?x=a@b",
      "mysql+unix:///run/mysqld/mysqld.sock/app",
      "sqlite+aiosqlite:///./x.db",
      "layout = \"goose\"\nout_of_order = \"allow\"\nhistory_schema = \"\"\"s\"\"\"\n",
      "migratoins = 3\n",
      "[%]\n",
      "variables = { A = \"1\", \"b c\" = 'd' }\n",
  };
}

std::vector<std::string> dictionary() {
  return {"url",
          "migrations",
          "layout",
          "naming",
          "out_of_order",
          "history_table",
          "environment",
          "lock_wait",
          "variables",
          "env",
          "[env.",
          "]",
          " = ",
          "\"",
          "'",
          "\"\"\"",
          "\\u0000",
          "\n",
          "#",
          "[",
          "{",
          "1e400",
          "true",
          "inf",
          "://",
          "@",
          ":",
          "%40",
          "DATABASE_URL=",
          "export ",
          "2026-11-20T13:45:00Z",
          "password_command",
          "\xEF\xBB\xBF",
          "\xFF"};
}

bool run(std::string_view input) {
  const std::string text(input);
  bool read = false;
  for (const char* environment : {"", "production"}) {
    try {
      const cli::Config config = cli::parse_config(text, "dunlin.toml", environment);
      read = true;
      const std::string written = cli::config_template(config.url, config.migrations, Naming::timestamp);
      if (!config.migrations.empty() && cli::parse_config(written, "dunlin.toml", "").url != config.url) {
        fail("what was written is read differently", input, written);
      }
    } catch (const Error& error) {
      if (error.kind != ErrorKind::config || error.message.empty()) fail("another error", input, error.message);
      if (error.place.line == 0) fail("an error without a place", input, error.message);
    }
  }
  static_cast<void>(cli::dotenv_value(input, "DATABASE_URL"));
  const std::string filled = with_password(text, "p");
  if (filled != text && with_password(filled, "q") != filled) fail("a second password went in", input, filled);
  static_cast<void>(url_in("../", text));
  return read || filled != text;
}

}  // namespace dunlin::fuzz
