// A service that migrates its database when it starts, and starts whatever comes of it.
#include <dunlin/dunlin.hpp>

#include <cstdlib>
#include <iostream>
#include <string>

#include "http.hpp"
#include "migrations.hpp"

namespace {

std::string setting(const char* name, const std::string& otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr || *value == '\0' ? otherwise : value;
}

void log(const std::string& text) { std::clog << "service: " << text << std::endl; }

void log_event(const dunlin::Event& event) {
  switch (event.kind) {
    case dunlin::EventKind::waiting_for_lock:
      log("another replica migrates: " + event.text);
      break;
    case dunlin::EventKind::log:
      log(event.migration + ": " + event.text);
      break;
    case dunlin::EventKind::migration_finished:
      log("applied " + event.migration);
      break;
    default:
      break;
  }
}

dunlin::RunReport migrate(const std::string& url) {
  dunlin::Options options;
  options.url = url;
  options.on_failure = dunlin::OnFailure::proceed;
  if (const std::string folder = setting("SERVICE_MIGRATIONS", ""); !folder.empty()) {
    options.directories = {folder};
  } else {
    options.embedded = {migrations()};
  }
  dunlin::Migrator migrator(options);
  migrator.observe(log_event);
  dunlin::RunReport report = migrator.up();
  if (report.ok()) {
    log("the schema is up to date");
  } else {
    const dunlin::Error& error = report.failed->error;
    log("MIGRATION FAILED, serving with the schema as it is: " + report.failed->migration.title + ": " + error.message);
    if (!error.place.file.empty()) log("  at " + error.place.text());
    if (!error.hint.empty()) log("  " + error.hint);
  }
  return report;
}

Response health(const dunlin::RunReport& report) {
  if (report.ok()) return {200, R"({"status": "ok"})"};
  return {200, R"({"status": "degraded", "failed": )" + json_text(report.failed->migration.title) + R"(, "reason": )" +
                   json_text(report.failed->error.message) + "}"};
}

Response list(dunlin::Database& db) {
  std::string body;
  for (const auto& [id, title] : db.query_as<std::int64_t, std::string>("SELECT id, title FROM streams ORDER BY id")) {
    body += (body.empty() ? "" : ", ") + ("{\"id\": " + std::to_string(id)) + ", \"title\": " + json_text(title) + "}";
  }
  return {200, "[" + body + "]"};
}

Response add(dunlin::Database& db, const std::string& title) {
  if (title.empty()) return {400, R"({"error": "a stream needs a title"})"};
  db.execute("INSERT INTO streams (id, title) SELECT coalesce(max(id), 0) + 1, ? FROM streams", title);
  return {201, "{\"title\": " + json_text(title) + "}"};
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::string url = setting("SERVICE_DATABASE_URL", "sqlite:streams.db");
    const dunlin::RunReport report = migrate(url);
    dunlin::Database db = dunlin::Database::open(url);
    HttpServer server(static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 8080));
    log("listening on port " + std::to_string(server.port()));
    server.serve([&](const Request& request) -> Response {
      if (request.path == "/health") return health(report);
      if (request.path != "/streams") return {404, R"({"error": "there is /health and /streams"})"};
      return request.method == "POST" ? add(db, request.body) : list(db);
    });
  } catch (const std::exception& error) {
    log(error.what());
    return 1;
  }
}
