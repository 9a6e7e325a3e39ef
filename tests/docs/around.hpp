// What the statements of docs/library.md take for granted.
#pragma once

#include <chrono>
#include <future>
#include <iostream>
#include <stop_token>
#include <string>

#include "dunlin/cli.hpp"
#include "dunlin/dunlin.hpp"

extern dunlin::Migrator& migrator;
extern std::string url;
extern sqlite3* connection;
extern int argc;
extern char** argv;
std::span<const dunlin::EmbeddedFile> migrations();
dunlin::Migrations app_migrations();
bool user_wants_to_stop();
