// What the shared library shows of itself: everything else is hidden.
#pragma once

/// Marks an entity as part of the library's interface.
#define DUNLIN_API __attribute__((visibility("default")))
