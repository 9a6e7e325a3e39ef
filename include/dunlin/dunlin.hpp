// All of Dunlin's public interface.
#pragma once

#include "dunlin/database.hpp"
#include "dunlin/error.hpp"
#include "dunlin/event.hpp"
#include "dunlin/migrator.hpp"
#include "dunlin/plan.hpp"
#include "dunlin/value.hpp"
#include "dunlin/version.hpp"
