// The command line as one call: what main() does.
#pragma once

namespace dunlin::cli {

/// Runs one command and returns its exit code. Throws nothing.
int run(int argc, char** argv);

}  // namespace dunlin::cli
