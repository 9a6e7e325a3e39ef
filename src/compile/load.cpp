#include "compile/load.hpp"

#include <cxxabi.h>
#include <dlfcn.h>

#include <climits>
#include <cstdlib>
#include <memory>

#include "base/clock.hpp"
#include "base/file.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "compile/cache.hpp"
#include "dunlin/version.hpp"

namespace dunlin::compile {
namespace {

constexpr const char* entry_name = "dunlin_migration";  // DUNLIN_MIGRATION_ENTRY

struct Free {
  void operator()(char* text) const noexcept { std::free(text); }
};

std::string real_folder_of(const std::string& file) {
  const auto slash = file.find_last_of('/');
  const std::string folder = slash == std::string::npos ? "." : file.substr(0, std::max<std::size_t>(slash, 1));
  const std::unique_ptr<char, Free> real(::realpath(folder.c_str(), nullptr));
  return real ? std::string(real.get()) : folder;
}

std::string key_of(const base::Content& file, const Compiler& compiler, const std::string& folder,
                   const std::string& include) {
  std::string text = "1";  // of this rule
  const auto add = [&](std::string_view part) { text.append(1, '\0').append(part); };
  add(version());
  for (const std::string& word : compiler.words) add(word);
  add(compiler.identity);
  for (const std::string& flag : flags()) add(flag);
  add(include);
  add(folder);
  add(file.checksum());
  return base::sha256_hex(text);
}

/// The bytes that were hashed, and not what the file holds by now.
std::string source_of(const base::Content& file) {
  std::string name;
  for (const char c : file.name()) {
    if (c == '\\' || c == '"') name += '\\';
    name += c;
  }
  return "#line 1 \"" + name + "\"\n" + file.read(0, file.size());
}

std::string make(const Cache& cache, const std::string& key, const base::Content& file, const Compiler& compiler,
                 Job job, const Stop& stop) {
  const Cache::Workshop workshop(cache);
  // Its own name, because a compiler puts it into what it says when the source does not.
  job.name = file.name();
  job.source = base::join_path(workshop.folder(), "migration.cpp");
  job.library = base::join_path(workshop.folder(), "migration.so");
  job.dependencies = base::join_path(workshop.folder(), "migration.d");
  const std::int64_t begun = base::now_milliseconds();
  base::create_file(job.source, source_of(file));
  compile(compiler, job, stop);
  const auto headers = read_dependencies(base::read_file(job.dependencies));
  std::string library = cache.publish(key, job.library, headers, begun);
  cache.sweep();
  return library;
}

std::string library_of(const base::Content& file, const Stop& stop,
                       const std::function<void(const std::string&)>& compiling) {
  const Compiler compiler = Compiler::find(stop);
  Job job;
  job.folder = real_folder_of(file.name());
  job.include = find_headers();
  const Cache cache = Cache::open();
  const std::string key = key_of(file, compiler, job.folder, job.include);
  std::string library = cache.find(key);
  if (!library.empty()) return library;
  const base::Descriptor lock = cache.lock(key, stop);
  library = cache.find(key);  // another process may have made it meanwhile
  if (!library.empty()) return library;
  if (compiling) compiling(compiler.words[0]);
  return make(cache, key, file, compiler, std::move(job), stop);
}

Error cannot_load(const base::Content& file, const std::string& reason) {
  const std::string name = base::printable(base::base_name(file.name()));
  constexpr std::string_view mark = "undefined symbol: ";
  const auto at = reason.find(mark);
  Error error(ErrorKind::config, "cannot load what was compiled from " + name + ": " + base::printable(reason),
              "A program that is linked statically cannot load code: have the file compiled in "
              "(dunlin_embed_migrations in CMake)");
  if (at == std::string::npos) return error;
  std::string symbol = reason.substr(at + mark.size());
  symbol = symbol.substr(0, symbol.find_first_of(" ,"));
  int status = 0;
  const std::unique_ptr<char, Free> readable(abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status));
  if (status == 0 && readable) symbol = readable.get();
  if (symbol.find("dunlin::") != std::string::npos) {
    error.message = "cannot load what was compiled from " + name + ": this program does not offer " + symbol;
    error.hint =
        "Link the program with the shared libdunlin, or have the file compiled in (dunlin_embed_migrations in "
        "CMake)";
  } else {
    error.message = name + " uses " + base::printable(symbol) + ", which is nowhere defined";
    error.hint = "Define it in the file, or name the library that has it in DUNLIN_CXXFLAGS (-lNAME)";
  }
  return error;
}

Migrations::Entry load_library(const base::Content& file, const std::string& library) {
  void* loaded = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (loaded == nullptr) {
    const char* reason = ::dlerror();
    throw cannot_load(file, reason == nullptr ? "no reason is known" : reason);
  }
  // It is never unloaded: what it made, and exceptions that it threw, may live as long as the process.
  void* entry = ::dlsym(loaded, entry_name);
  if (entry == nullptr) {
    throw Error(ErrorKind::config, base::printable(base::base_name(file.name())) + " registers no migration",
                "End it with DUNLIN_MIGRATION(up, down), or with DUNLIN_MIGRATION_CLASS(NAME) where it has a class");
  }
  return migration_of(reinterpret_cast<MigrationFileEntry>(entry), file.name());
}

}  // namespace

Migrations::Entry load(const base::Content& file, const Stop& stop,
                       const std::function<void(const std::string&)>& compiling) {
  try {
    return load_library(file, library_of(file, stop, compiling));
  } catch (Error& error) {
    // Whatever is missing is missing because of this file.
    if (error.place.file.empty()) error.place.file = base::printable(file.name());
    if (error.state.empty()) error.state = "nothing was changed";
    throw;
  }
}

}  // namespace dunlin::compile
