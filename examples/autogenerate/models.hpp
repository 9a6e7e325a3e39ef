#pragma once

#include <dunlin/model.hpp>

/// The tables as this application has them.
/// `next`: as the next release has them.
dunlin::Schema soundshare_models(bool next);
