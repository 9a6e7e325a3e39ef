// dunlin_compile_load FILE [STOP_AFTER_MS]: compiles and loads a migration in C++, runs its up, which is expected to
// throw, and prints what it threw. It stands for any program that uses the library.
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "compile/load.hpp"

int main(int argc, char** argv) {
  using Clock = std::chrono::steady_clock;
  if (argc < 2) return 2;
  const auto until = Clock::now() + std::chrono::milliseconds{argc > 2 ? std::atoi(argv[2]) : 3'600'000};
  try {
    const auto file = dunlin::base::Content::file(argv[1], argv[1]);
    const auto entry = dunlin::compile::load(
        file, [&] { return Clock::now() > until; }, [](const std::string&) { std::puts("compiles"); });
    std::fflush(stdout);
    alignas(dunlin::Database) unsigned char nowhere[sizeof(dunlin::Database)] = {};  // nobody looks into it
    try {
      entry.migration->up(*reinterpret_cast<dunlin::Database*>(nowhere));
    } catch (const std::exception& error) {
      std::printf("%s: %s\n", std::string(entry.migration->name()).c_str(), error.what());
    }
    return 0;
  } catch (const dunlin::Error& error) {
    std::printf("%s%s%s\n", error.place.text().c_str(), error.place.file.empty() ? "" : ": ", error.message.c_str());
    return error.kind == dunlin::ErrorKind::cancelled ? 130 : 1;
  }
}
