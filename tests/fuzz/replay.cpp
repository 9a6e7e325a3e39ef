// fuzz_NAME [--runs N] [--seed S] [--write-seeds DIRECTORY] [FILE...]
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>

#include "fuzz/fuzz.hpp"

namespace {

using dunlin::fuzz::run;

int run_file(const char* path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "cannot read %s\n", path);
    return 1;
  }
  run(std::string(std::istreambuf_iterator<char>(file), {}));
  return 0;
}

void write_seeds(const std::string& directory, const std::vector<std::string>& seeds) {
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    std::ofstream(directory + "/seed" + std::to_string(i), std::ios::binary) << seeds[i];
  }
}

}  // namespace

int main(int argc, char** argv) {
  unsigned long long runs = 1000;
  unsigned long long seed = 1;
  const auto seeds = dunlin::fuzz::seeds();
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--runs") == 0 && i + 1 < argc) {
      runs = std::strtoull(argv[++i], nullptr, 10);
    } else if (std::strcmp(argv[i], "--seed") == 0 && i + 1 < argc) {
      seed = std::strtoull(argv[++i], nullptr, 10);
    } else if (std::strcmp(argv[i], "--write-seeds") == 0 && i + 1 < argc) {
      write_seeds(argv[++i], seeds);
      return 0;
    } else {
      return run_file(argv[i]);
    }
  }
  std::size_t taken = 0;
  for (const std::string& text : seeds) {
    if (run(text)) ++taken;
  }
  if (taken * 2 < seeds.size()) {
    std::fprintf(stderr, "only %zu of %zu seeds were checked: this run proves nothing\n", taken, seeds.size());
    return 1;
  }
  const auto words = dunlin::fuzz::dictionary();
  std::mt19937_64 random(seed);
  std::vector<std::string> pool = seeds;
  std::size_t mutated = 0;
  for (unsigned long long i = 0; i < runs; ++i) {
    std::string text = dunlin::fuzz::mutate(pool[random() % pool.size()], pool, words, random);
    if (!run(text)) continue;
    ++mutated;
    if (pool.size() < seeds.size() + 200) {
      pool.push_back(std::move(text));
    } else {
      pool[seeds.size() + random() % 200] = std::move(text);
    }
  }
  std::printf("%zu of %zu seeds and %zu of %llu mutations checked\n", taken, seeds.size(), mutated, runs);
  return 0;
}
