// As sha256sum does it, so that it can be held against the folder; the hash is the one that was embedded.
#include <cstdio>
#include <cstring>

#include "migrations.hpp"
#include "none.hpp"

int main(int argc, char** argv) {
  if (!some::where::none().empty()) return 1;
  for (const dunlin::EmbeddedFile& file : migrations()) {
    const int size = static_cast<int>(file.path.size());
    if (argc > 1) {  // the bytes of one file
      if (file.path != argv[1]) continue;
      return std::fwrite(file.bytes.data(), 1, file.bytes.size(), stdout) == file.bytes.size() ? 0 : 1;
    }
    std::printf("%.64s  %.*s\n", file.sha256.data(), size, file.path.data());
  }
  return 0;
}
