// The only unit that includes toml++.
#include "cli/config.hpp"

namespace {

/// toml++ 3.3 asserts about some malformed text ("[%]"), and takes what it asserts for granted under NDEBUG.
struct MalformedToml {};
[[noreturn]] void malformed_toml() { throw MalformedToml(); }

}  // namespace

#undef NDEBUG
#define TOML_ASSERT(expr) (static_cast<bool>(expr) ? static_cast<void>(0) : malformed_toml())
#include <toml++/toml.h>

#include <algorithm>
#include <iterator>

#include "base/text.hpp"

namespace dunlin::cli {
namespace {

/// One reading: where complaints are located.
struct Reader {
  std::string file;

  [[nodiscard]] Place place(const toml::source_region& region) const {
    return {file, static_cast<std::size_t>(region.begin.line), static_cast<std::size_t>(region.begin.column)};
  }
  [[noreturn]] void fail(const toml::source_region& region, std::string message, std::string hint = {}) const {
    Error error(ErrorKind::config, std::move(message), std::move(hint));
    error.place = place(region);
    throw error;
  }
  std::string text(std::string_view key, const toml::node& node) const {
    if (const auto* value = node.as_string()) return value->get();
    fail(node.source(), std::string(key) + " must be a string", std::string(key) + " = \"...\"");
  }
  std::vector<std::string> texts(std::string_view key, const toml::node& node, std::string_view example) const {
    if (node.is_string()) return {text(key, node)};
    const auto* array = node.as_array();
    if (array == nullptr || array->empty()) {
      fail(node.source(), std::string(key) + " must be a string or a list of strings",
           std::string(key) + " = \"" + std::string(example) + "\"");
    }
    std::vector<std::string> out;
    for (const toml::node& element : *array) out.push_back(text(key, element));
    return out;
  }
  std::int64_t duration(std::string_view key, const toml::node& node) const {
    std::int64_t milliseconds = 0;
    if (const auto* number = node.as_integer();
        number != nullptr && number->get() >= 0 && number->get() < 1'000'000'000) {
      return number->get() * 1000;
    }
    if (const auto* value = node.as_string(); value != nullptr && base::parse_duration(value->get(), milliseconds)) {
      return milliseconds;
    }
    fail(node.source(), std::string(key) + " must be a time", std::string(key) + " = \"3s\", \"250ms\" or \"5min\"");
  }
  bool yes_or_no(std::string_view key, const toml::node& node) const {
    if (const auto* value = node.as_boolean()) return value->get();
    fail(node.source(), std::string(key) + " must be true or false");
  }
  std::int64_t count(std::string_view key, const toml::node& node) const {
    const auto* number = node.as_integer();
    if (number != nullptr && number->get() >= 0 && number->get() <= 1'000'000) return number->get();
    fail(node.source(), std::string(key) + " must be a number from 0 to 1000000");
  }
};

struct Key {
  std::string_view name;
  void (*set)(Config& into, const Reader& reader, const toml::node& node);
};

constexpr Key keys[] = {
    {"url",
     [](Config& c, const Reader& r, const toml::node& n) {
       c.url = r.text("url", n);
       c.url_place = r.place(n.source());
     }},
    {"migrations",
     [](Config& c, const Reader& r, const toml::node& n) { c.migrations = r.texts("migrations", n, "migrations"); }},
    {"layout", [](Config& c, const Reader& r, const toml::node& n) { c.layout = r.text("layout", n); }},
    {"naming", [](Config& c, const Reader& r,
                  const toml::node& n) { c.naming = parse_naming(r.text("naming", n), r.place(n.source())); }},
    {"out_of_order",
     [](Config& c, const Reader& r, const toml::node& n) {
       const std::string word = r.text("out_of_order", n);
       if (word != "refuse" && word != "allow") {
         r.fail(n.source(), "out_of_order must be \"refuse\" or \"allow\", not \"" + base::printable(word) + "\"");
       }
       c.out_of_order = word == "allow" ? OutOfOrder::allow : OutOfOrder::refuse;
     }},
    {"history_table",
     [](Config& c, const Reader& r, const toml::node& n) { c.history_table = r.text("history_table", n); }},
    {"log_table", [](Config& c, const Reader& r, const toml::node& n) { c.log_table = r.text("log_table", n); }},
    {"history_schema",
     [](Config& c, const Reader& r, const toml::node& n) { c.history_schema = r.text("history_schema", n); }},
    {"environment", [](Config& c, const Reader& r, const toml::node& n) { c.environment = r.text("environment", n); }},
    {"connect_timeout",
     [](Config& c, const Reader& r, const toml::node& n) { c.connect_timeout = r.duration("connect_timeout", n); }},
    {"lock_wait", [](Config& c, const Reader& r, const toml::node& n) { c.lock_wait = r.duration("lock_wait", n); }},
    {"lock_timeout",
     [](Config& c, const Reader& r, const toml::node& n) { c.lock_timeout = r.duration("lock_timeout", n); }},
    {"statement_timeout",
     [](Config& c, const Reader& r, const toml::node& n) { c.statement_timeout = r.duration("statement_timeout", n); }},
    {"lock_retries",
     [](Config& c, const Reader& r, const toml::node& n) { c.lock_retries = r.count("lock_retries", n); }},
    {"password_command",
     [](Config& c, const Reader& r, const toml::node& n) { c.password_command = r.text("password_command", n); }},
    {"password_file",
     [](Config& c, const Reader& r, const toml::node& n) { c.password_file = r.text("password_file", n); }},
    {"backup_before",
     [](Config& c, const Reader& r, const toml::node& n) { c.backup_before = r.yes_or_no("backup_before", n); }},
    {"backup_dir", [](Config& c, const Reader& r, const toml::node& n) { c.backup_dir = r.text("backup_dir", n); }},
    {"backup_keep", [](Config& c, const Reader& r, const toml::node& n) { c.backup_keep = r.count("backup_keep", n); }},
    {"seeds", [](Config& c, const Reader& r, const toml::node& n) { c.seeds = r.texts("seeds", n, "seeds"); }},
    {"schema", [](Config& c, const Reader& r, const toml::node& n) { c.schema = r.text("schema", n); }},
    {"sandbox_url", [](Config& c, const Reader& r, const toml::node& n) { c.sandbox_url = r.text("sandbox_url", n); }},
    {"on_failure",
     [](Config& c, const Reader& r, const toml::node& n) {
       try {
         c.on_failure = parse_on_failure(r.text("on_failure", n));
       } catch (const Error& error) {
         r.fail(n.source(), error.message, error.hint);
       }
     }},
    {"templates", [](Config& c, const Reader& r, const toml::node& n) { c.templates = r.text("templates", n); }},
};

std::vector<std::string> known_keys(bool top) {
  std::vector<std::string> names;
  for (const Key& key : keys) {
    if (top || key.name != "environment") names.emplace_back(key.name);
  }
  names.emplace_back("variables");
  names.emplace_back("hooks");
  if (top) names.emplace_back("env");
  return names;
}

void read_variables(Config& into, const Reader& reader, const toml::node& node) {
  const auto* table = node.as_table();
  if (table == nullptr) reader.fail(node.source(), "variables must be a section", "[variables]\nNAME = \"value\"");
  for (const auto& [name, value] : *table) {
    const std::string key(name.str());
    std::string text;
    if (const auto* number = value.as_integer()) {
      text = std::to_string(number->get());
    } else {
      text = reader.text("variables." + base::printable(key), value);
    }
    auto at = into.variables.begin();
    while (at != into.variables.end() && at->first != key) ++at;
    if (at != into.variables.end()) {
      at->second = text;
    } else {
      into.variables.emplace_back(key, text);
    }
  }
}

void read_hooks(Config& into, const Reader& reader, const toml::node& node) {
  constexpr std::pair<std::string_view, HookPoint> points[] = {{"before_run", HookPoint::before_run},
                                                               {"after_run", HookPoint::after_run},
                                                               {"before_migration", HookPoint::before_migration},
                                                               {"after_migration", HookPoint::after_migration},
                                                               {"on_failure", HookPoint::on_failure}};
  const auto* table = node.as_table();
  if (table == nullptr) reader.fail(node.source(), "hooks must be a section", "[hooks]\nbefore_run = \"check.sql\"");
  for (const auto& [name, value] : *table) {
    const auto* const found =
        std::ranges::find(points, name.str(), [](const auto& point) { return std::string_view(point.first); });
    if (found == std::end(points)) {
      std::vector<std::string> known;
      for (const auto& point : points) known.emplace_back(point.first);
      const std::string near = base::nearest(name.str(), known);
      reader.fail(name.source(), "there is no hook '" + base::printable(name.str()) + "'",
                  near.empty() ? "the hooks are " + base::join(known, ", ") : "did you mean " + near + "?");
    }
    auto& hooks = into.hooks[found->second];
    hooks.clear();
    // An empty list takes away, in an environment, what stands outside of it.
    if (const auto* list = value.as_array(); list == nullptr || !list->empty()) {
      hooks = reader.texts(name.str(), value, "check.sql");
    }
    for (const auto& hook : hooks) {
      if (base::trim(hook).empty()) {
        reader.fail(value.source(), "hooks." + std::string(name.str()) + " is empty",
                    "it is an SQL file, or a command");
      }
    }
  }
}

void read_section(Config& into, const Reader& reader, const toml::table& table, bool top) {
  for (const auto& [name, value] : table) {
    const std::string_view word = name.str();
    if (word == "variables") {
      read_variables(into, reader, value);
      continue;
    }
    if (word == "hooks") {
      read_hooks(into, reader, value);
      continue;
    }
    if (top && word == "env") continue;
    const Key* found = nullptr;
    for (const Key& key : keys) {
      if (key.name == word && (top || word != "environment")) found = &key;
    }
    if (found == nullptr) {
      const std::string near = base::nearest(word, known_keys(top));
      reader.fail(
          name.source(), "there is no setting '" + base::printable(word) + "'",
          near.empty() ? "the settings are " + base::join(known_keys(top), ", ") : "did you mean " + near + "?");
    }
    found->set(into, reader, value);
  }
}

void read_environments(Config& into, const Reader& reader, const toml::table& table) {
  const toml::node* node = table.get("env");
  if (node == nullptr) return;
  const auto* sections = node->as_table();
  if (sections == nullptr) reader.fail(node->source(), "env must hold sections", "[env.production]");
  const std::string wanted = into.environment.value_or("");
  std::vector<std::string> names;
  const toml::table* chosen = nullptr;
  for (const auto& [name, value] : *sections) {
    const auto* section = value.as_table();
    if (section == nullptr) {
      reader.fail(value.source(), "env." + base::printable(name.str()) + " must be a section",
                  "[env." + base::printable(name.str()) + "]");
    }
    names.emplace_back(name.str());
    // The others are read as well, so that a mistake in one shows before the day on which it is needed.
    Config other;
    read_section(other, reader, *section, false);
    if (name.str() == wanted) chosen = section;
  }
  if (chosen != nullptr) {
    read_section(into, reader, *chosen, false);
  } else if (!wanted.empty() && !names.empty()) {
    const std::string near = base::nearest(wanted, names);
    reader.fail(node->source(), "there is no section [env." + base::printable(wanted) + "]",
                near.empty() ? "there are " + base::printable(base::join(names, ", "))
                             : "did you mean " + base::printable(near) + "?");
  }
}

/// A TOML basic string.
std::string quoted(const std::string& text) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      out += std::string("\\u00") + digits[byte >> 4] + digits[byte & 15];
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

}  // namespace

OnFailure parse_on_failure(std::string_view word) {
  if (word == "abort") return OnFailure::abort;
  if (word == "continue") return OnFailure::proceed;
  const std::string near = base::nearest(word, {"abort", "continue"});
  throw Error(ErrorKind::usage, "on_failure must be \"abort\" or \"continue\", not \"" + base::printable(word) + "\"",
              near.empty() ? "hooks that run on failure stand in the section [hooks]" : "did you mean " + near + "?");
}

Naming parse_naming(std::string_view word, const Place& place) {
  if (word == "timestamp") return Naming::timestamp;
  if (word == "sequence") return Naming::sequence;
  const std::string near = base::nearest(word, {"timestamp", "sequence"});
  Error error(ErrorKind::config, "naming must be \"timestamp\" or \"sequence\", not \"" + base::printable(word) + "\"",
              near.empty() ? std::string() : "did you mean " + near + "?");
  error.place = place;
  throw error;
}

Config parse_config(std::string_view text, const std::string& file, const std::string& environment) {
  const Reader reader{file};
  Config config;
  try {
    const toml::table table = toml::parse(text, file);
    read_section(config, reader, table, true);
    if (!environment.empty()) config.environment = environment;
    read_environments(config, reader, table);
  } catch (const toml::parse_error& error) {
    reader.fail(error.source(), "this is not TOML: " + base::printable(error.description()),
                "text stands in quotes: url = \"sqlite:app.db\"");
  } catch (const MalformedToml&) {
    Error error(ErrorKind::config, "this is not TOML",
                "a section is [NAME], text stands in quotes: url = \"sqlite:app.db\"");
    error.place = {file, 1, 0};
    throw error;
  }
  return config;
}

std::string config_template(const std::string& url, const std::vector<std::string>& migrations, Naming naming) {
  std::string text =
      "# Dunlin's settings; docs/configuration.md explains all of them.\n\n"
      "# The database. DUNLIN_DATABASE_URL, DATABASE_URL and .env come before this line. Keep passwords out of here: "
      "use\n"
      "# one of those, password_command or password_file.\n";
  text += url.empty() ? "url = \"sqlite:app.db\"\n# url = \"postgres://app@localhost/app\"\n"
                        "# url = \"mariadb://app@localhost/app\"\n"
                      : "url = " + quoted(url) + "\n";
  text += "\nmigrations = ";
  if (migrations.size() == 1) {
    text += quoted(migrations[0]);
  } else {
    for (std::size_t i = 0; i < migrations.size(); ++i) text += (i == 0 ? "[" : ", ") + quoted(migrations[i]);
    text += "]";
  }
  text += "\n\n# How `dunlin new` names files: \"timestamp\" or \"sequence\".\nnaming = ";
  text += naming == Naming::sequence ? "\"sequence\"" : "\"timestamp\"";
  text +=
      "\n\n# A pending migration that is older than an applied one: \"refuse\" or \"allow\".\n"
      "out_of_order = \"refuse\"\n\n"
      "# [env.production]\n# url = \"env:PRODUCTION_DATABASE_URL\"\n";
  return text;
}

}  // namespace dunlin::cli
