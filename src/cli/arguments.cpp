#include "base/text.hpp"
#include "cli/args.hpp"
#include "dunlin/error.hpp"

namespace dunlin::cli {

std::string Arguments::value(std::string_view option) const {
  const auto found = options.find(option);
  return found == options.end() || found->second.empty() ? std::string() : found->second.back();
}

std::vector<std::string> Arguments::values(std::string_view option) const {
  const auto found = options.find(option);
  return found == options.end() ? std::vector<std::string>() : found->second;
}

std::int64_t Arguments::number(std::string_view option, std::int64_t otherwise) const {
  if (!has(option)) return otherwise;
  std::uint64_t number = 0;
  if (!base::parse_number(value(option), number) || number > INT32_MAX) {
    throw Error(ErrorKind::usage,
                std::string(option) + " needs a number, not '" + base::printable(value(option)) + "'");
  }
  return static_cast<std::int64_t>(number);
}

}  // namespace dunlin::cli
