// What tests of whole schemas share: a role that rights are given to, copies by pg_dump and psql, schemas as lines.
#pragma once

#include <algorithm>
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

  /// Whether pg_dump is new enough for the server.
  bool dumps() {
    std::string version;
    base::Child child;
    child.arguments = {"pg_dump", "--version"};
    child.out = [&](std::string_view piece) { version += piece; };
    if (!base::run_child(child).ok()) return false;
    const std::size_t at = version.find_first_of("0123456789");
    return at != std::string::npos && std::stoi(version.substr(at)) >= db().capabilities().version_number / 1'000'000;
  }

  /// The server's own word for what is in the database; without pg_dump's lines that differ each time.
  static std::string dump(const Url& url) {
    std::string out;
    const std::string all = run({"pg_dump", "--schema-only", "--no-owner"}, url);
    for (const auto line : base::split(all, '\n')) {
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

  /// What is in one of them only, with the line before it, which mostly has the name.
  static std::string difference(const schema::Schema& one, const schema::Schema& two) {
    return difference(to_lines(one), to_lines(two));
  }
  static std::string difference(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    const auto only = [](const std::vector<std::string>& all, std::vector<std::string> others, const char* sign) {
      std::string out, name;
      for (const auto& line : all) {
        if (line.find("\"name\"") != std::string::npos) name = line;
        const auto found = std::find(others.begin(), others.end(), line);
        if (found != others.end()) {
          others.erase(found);
        } else {
          out += sign + line + "   (" + name + ")\n";
        }
      }
      return out;
    };
    return only(a, b, "+ ") + only(b, a, "- ");
  }

  /// Each line of the JSON by itself, so that a difference is a short text.
  static std::vector<std::string> to_lines(const schema::Schema& schema) {
    std::vector<std::string> lines;
    const std::string json = schema::to_json(schema);
    for (const auto line : base::split(json, '\n')) lines.emplace_back(line);
    return lines;
  }
};

}  // namespace dunlin::database::postgres
