#include "cli/config.hpp"

#include <gtest/gtest.h>

namespace dunlin::cli {
namespace {

Error refusal(const std::string& text, const std::string& environment = {}) {
  try {
    static_cast<void>(parse_config(text, "dunlin.toml", environment));
  } catch (const Error& error) {
    return error;
  }
  return {ErrorKind::internal, "nothing was thrown"};
}

TEST(Config, ReadsEveryKey) {
  const Config c = parse_config(R"(
url = "sqlite:app.db"
migrations = ["a", "b"]
layout = "goose"
naming = "sequence"
out_of_order = "allow"
history_table = "h"
log_table = "l"
history_schema = "s"
connect_timeout = 5
lock_wait = "2min"
lock_timeout = "250ms"
statement_timeout = "1h"
lock_retries = 3
password_command = "pass show db"
password_file = "secret"
templates = "t"
[variables]
OWNER = "app"
SIZE = 12
)",
                                "dunlin.toml", "");
  EXPECT_EQ(c.url, "sqlite:app.db");
  EXPECT_EQ(c.url_place.line, 2u);
  EXPECT_EQ(c.migrations, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(c.layout, "goose");
  EXPECT_EQ(c.naming, Naming::sequence);
  EXPECT_EQ(c.out_of_order, OutOfOrder::allow);
  EXPECT_EQ(c.history_table, "h");
  EXPECT_EQ(c.log_table, "l");
  EXPECT_EQ(c.history_schema, "s");
  EXPECT_EQ(c.connect_timeout, 5'000);
  EXPECT_EQ(c.lock_wait, 120'000);
  EXPECT_EQ(c.lock_timeout, 250);
  EXPECT_EQ(c.statement_timeout, 3'600'000);
  EXPECT_EQ(c.lock_retries, 3);
  EXPECT_EQ(c.password_command, "pass show db");
  EXPECT_EQ(c.password_file, "secret");
  EXPECT_EQ(c.templates, "t");
  EXPECT_EQ(c.variables, (std::vector<std::pair<std::string, std::string>>{{"OWNER", "app"}, {"SIZE", "12"}}));
}

TEST(Config, SectionOfTheEnvironmentOverrides) {
  const std::string text = R"(
url = "sqlite:dev.db"
environment = "dev"
lock_wait = "1s"
[variables]
A = "1"
B = "2"
[env.production]
url = "env:PROD"
[env.production.variables]
B = "3"
[env.dev]
lock_wait = "9s"
)";
  const Config production = parse_config(text, "dunlin.toml", "production");
  EXPECT_EQ(production.url, "env:PROD");
  EXPECT_EQ(production.environment, "production");
  EXPECT_EQ(production.lock_wait, 1'000);
  EXPECT_EQ(production.variables, (std::vector<std::pair<std::string, std::string>>{{"A", "1"}, {"B", "3"}}));
  const Config dev = parse_config(text, "dunlin.toml", "");
  EXPECT_EQ(dev.url, "sqlite:dev.db");
  EXPECT_EQ(dev.lock_wait, 9'000);
  const Error error = refusal(text, "prodution");
  EXPECT_EQ(error.message, "there is no section [env.prodution]");
  EXPECT_EQ(error.hint, "did you mean production?");
  EXPECT_EQ(parse_config("url = 'x'", "dunlin.toml", "any").environment, "any");
}

TEST(Config, MistakesHavePlaceAndRemedy) {
  const Error unknown = refusal("url = \"x\"\nmigratoins = \"m\"\n");
  EXPECT_EQ(unknown.kind, ErrorKind::config);
  EXPECT_EQ(unknown.message, "there is no setting 'migratoins'");
  EXPECT_EQ(unknown.hint, "did you mean migrations?");
  EXPECT_EQ(unknown.place.text(), "dunlin.toml:2:1");
  EXPECT_EQ(refusal("[env.ci]\nurk = 'x'\n").place.line, 2u);  // although another environment is wanted
  EXPECT_EQ(refusal("url = 3\n").message, "url must be a string");
  EXPECT_EQ(refusal("lock_wait = \"soon\"\n").message, "lock_wait must be a time");
  EXPECT_EQ(refusal("lock_wait = -1\n").message, "lock_wait must be a time");
  EXPECT_EQ(refusal("lock_retries = \"x\"\n").kind, ErrorKind::config);
  EXPECT_EQ(refusal("naming = \"sequnce\"\n").hint, "did you mean sequence?");
  EXPECT_EQ(refusal("out_of_order = \"maybe\"\n").place.line, 1u);
  EXPECT_EQ(refusal("variables = 3\n").message, "variables must be a section");
  EXPECT_EQ(refusal("env = 3\n").message, "env must hold sections");
  const Error syntax = refusal("url = sqlite:app.db\n");
  EXPECT_EQ(syntax.kind, ErrorKind::config);
  EXPECT_EQ(syntax.place.line, 1u);
  EXPECT_EQ(refusal("[%]\n").kind, ErrorKind::config);  // toml++ asserts about this one
}

TEST(Config, TemplateReadsBack) {
  const Config c =
      parse_config(config_template("sqlite:a \"b\"\\.db", {"m", "n"}, Naming::sequence), "dunlin.toml", "");
  EXPECT_EQ(c.url, "sqlite:a \"b\"\\.db");
  EXPECT_EQ(c.migrations, (std::vector<std::string>{"m", "n"}));
  EXPECT_EQ(c.naming, Naming::sequence);
  EXPECT_EQ(parse_config(config_template("", {"migrations"}, Naming::timestamp), "dunlin.toml", "").url,
            "sqlite:app.db");
}

}  // namespace
}  // namespace dunlin::cli
