// dunlin.toml and .env of any bytes: a value or Error{config}, nothing else; and what is read is read again the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "cli/config.hpp"
#include "cli/settings.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dunlin;
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const char* environment : {"", "production"}) {
    try {
      const cli::Config config = cli::parse_config(text, "dunlin.toml", environment);
      const std::string written = cli::config_template(config.url, {"migrations"}, cli::Naming::timestamp);
      if (cli::parse_config(written, "dunlin.toml", "").url != config.url) std::abort();
    } catch (const Error& error) {
      if (error.kind != ErrorKind::config || error.message.empty()) std::abort();
    }
  }
  static_cast<void>(cli::dotenv_value(text, "DATABASE_URL"));
  const std::string filled = cli::with_password(text, "p");
  if (cli::with_password(filled, "q") != filled && filled != text) std::abort();  // one that has a password keeps it
  static_cast<void>(cli::url_in("../", text));
  return 0;
}
