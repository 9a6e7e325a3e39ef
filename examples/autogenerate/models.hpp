#pragma once

#include <dunlin/model.hpp>

/// The tables as this application has them.
dunlin::Schema soundshare_models();
