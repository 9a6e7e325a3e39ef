// What tests of whole schemas share: a role that rights are given to, copies by pg_dump and psql, schemas as lines.
#pragma once

#include <string>
#include <vector>

#include "base/child.hpp"
#include "base/text.hpp"
#include "schema/schema.hpp"
#include "server.hpp"

namespace dunlin::database::postgres {

class SchemaTest : public ServerTest {
 protected:
  /// As others see it.
  Connection& db() { return ServerTest::db(); }

  void SetUp() override {
    ServerTest::SetUp();
    if (IsSkipped()) return;
    db().execute(
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'dunlin_reader') THEN CREATE ROLE "
        "dunlin_reader "
        "LOGIN; END IF; EXCEPTION WHEN unique_violation OR duplicate_object THEN NULL; END $$");
  }

  static std::string run(std::vector<std::string> arguments, const Url& url) {
    base::Child child;
    std::string parameters;
    for (const auto& [name, value] : connection_parameters(url)) {
      if (name == "password") {
        child.environment.emplace_back("PGPASSWORD", value);
      } else {
        parameters += name + "='" + value + "' ";
      }
    }
    std::string out, complaints;
    child.arguments = std::move(arguments);
    child.arguments.push_back("--dbname=" + parameters);
    child.out = [&](std::string_view piece) { out += piece; };
    child.err = [&](std::string_view piece) { complaints += piece; };
    const auto end = base::run_child(child);
    EXPECT_TRUE(end.ok()) << child.arguments[0] << " " << end.words() << ": " << complaints;
    return out;
  }

  /// The server's own word for what is in the database; without pg_dump's lines that differ each time.
  static std::string dump(const Url& url) {
    std::string out;
    for (const auto line : base::split(run({"pg_dump", "--schema-only", "--no-owner"}, url), '\n')) {
      if (!line.starts_with("\\restrict") && !line.starts_with("\\unrestrict")) (out += line) += '\n';
    }
    return out;
  }

  /// What is in the test's database, made by psql in another.
  void copy_by_dump(Sandbox& sandbox) {
    const std::string file = testing::TempDir() + "dunlin_copy_" + std::to_string(::getpid()) + ".sql";
    (void)run({"pg_dump", "--schema-only", "--no-owner", "--file=" + file}, url_);
    (void)run({"psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--output=/dev/null", "--file=" + file},
              *sandbox.url());
    std::remove(file.c_str());
  }

  /// Each object of the JSON by itself, so that a difference is a short text.
  static std::vector<std::string> to_lines(const schema::Schema& schema) {
    std::vector<std::string> lines;
    const std::string json = schema::to_json(schema);
    for (const auto line : base::split(json, '\n')) lines.emplace_back(line);
    return lines;
  }
};

}  // namespace dunlin::database::postgres
