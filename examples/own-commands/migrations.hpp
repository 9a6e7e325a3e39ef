#pragma once

#include <dunlin/migration.hpp>

/// All migrations of the hub's database.
dunlin::Migrations hub_migrations();
