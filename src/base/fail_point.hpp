// Where a test can kill the process. In a build with DUNLIN_FAIL_POINTS, `DUNLIN_FAIL_AT=N` kills the process with
// SIGKILL when it meets its N-th fail point, and `DUNLIN_FAIL_LOG=FILE` writes the names of those met; in other
// builds a fail point is nothing.
#pragma once

namespace dunlin::base {

#ifdef DUNLIN_FAIL_POINTS
void fail_point(const char* name);
#else
inline void fail_point(const char*) {}
#endif

}  // namespace dunlin::base
