// All of Dunlin's public interface but the command line (dunlin/cli.hpp) and the helper for tests (dunlin/testing.hpp).
#pragma once

#include "dunlin/admin.hpp"
#include "dunlin/backup.hpp"
#include "dunlin/database.hpp"
#include "dunlin/embedded.hpp"
#include "dunlin/error.hpp"
#include "dunlin/event.hpp"
#include "dunlin/generate.hpp"
#include "dunlin/handle.hpp"
#include "dunlin/hooks.hpp"
#include "dunlin/migration.hpp"
#include "dunlin/migrator.hpp"
#include "dunlin/options.hpp"
#include "dunlin/plan.hpp"
#include "dunlin/report.hpp"
#include "dunlin/value.hpp"
#include "dunlin/version.hpp"
