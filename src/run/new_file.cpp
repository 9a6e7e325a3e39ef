#include "run/new_file.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "dunlin/error.hpp"

namespace dunlin::run {
namespace {

constexpr std::size_t longest_name = 180;  // with a version and .down.sql it still fits a file name of 255 bytes

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

/// snake_case of whatever can be kept; other characters become _.
std::string snake(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_upper(c)) {
      // "AddHTTPRoute" -> add_http_route
      const bool begins = i > 0 && (is_lower(text[i - 1]) || base::is_digit(text[i - 1]) ||
                                    (is_upper(text[i - 1]) && i + 1 < text.size() && is_lower(text[i + 1])));
      if (begins && !out.empty() && out.back() != '_') out += '_';
      out += static_cast<char>(c - 'A' + 'a');
    } else if (is_lower(c) || base::is_digit(c)) {
      out += c;
    } else if (!out.empty() && out.back() != '_') {
      out += '_';
    }
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  return out;
}

std::string without_number(std::string_view name) {
  std::size_t at = 0;
  while (at < name.size() && (base::is_digit(name[at]) || name[at] == '_')) ++at;
  return std::string(name.substr(at));
}

std::string right_form(const std::string& name) {
  const std::string form = without_number(name);
  return "use words, digits and underscores: `dunlin new " + (form.empty() ? std::string("add_comments") : form) + "`";
}

std::string filled(std::string text, const NewMigration& migration) {
  text = base::replace_all(std::move(text), "{{version}}", migration.version);
  text = base::replace_all(std::move(text), "{{name}}", migration.name);
  return base::replace_all(std::move(text), "{{description}}", migration.description);
}

/// The description as comment lines.
std::string comment(const std::string& description, const std::string& mark) {
  std::string out;
  if (description.empty()) return out;
  for (const auto line : base::split(base::trim(description), '\n')) out += mark + std::string(base::trim(line)) + "\n";
  return out;
}

// An example that a compiler does not read: an author who forgets to fill it in has a migration that does nothing, as
// with an empty SQL file, and not one that fails on a table that nobody has.
constexpr std::string_view cpp_text = R"(#include <dunlin/migration.hpp>

static void up(dunlin::Database& db) {
  db.log("nothing is done yet");  // db.execute("UPDATE posts SET slug = ? WHERE id = ?", "first", 1);
}

static void down(dunlin::Database& db) {
  db.log("nothing is undone yet");
}

DUNLIN_MIGRATION(up, down)
)";

constexpr std::string_view transaction_off = "-- dunlin:transaction off\n";
constexpr std::string_view transaction_on = "-- dunlin:transaction on\n";
constexpr std::string_view sqlx_off = "-- no-transaction\n";

struct Marks {
  std::string_view layout, up, down;
  std::string_view whole_off,
      half_off;  ///< the layout's own words for no transaction: a line of its own, or behind a mark
};
constexpr Marks marks[] = {{"native", "-- dunlin:up", "-- dunlin:down", {}, {}},
                           {"goose", "-- +goose Up", "-- +goose Down", "-- +goose NO TRANSACTION\n", {}},
                           {"dbmate", "-- migrate:up", "-- migrate:down", {}, " transaction:false"}};

}  // namespace

std::string migration_name(const std::string& words) {
  const std::string given(base::trim(words));
  if (given.empty()) throw Error(ErrorKind::usage, "new needs a name", "`dunlin new add_comments`");
  std::string_view text = given;
  for (const std::string_view ending : {".sql", ".cpp"}) {
    if (text.ends_with(ending)) text.remove_suffix(ending.size());
  }
  std::string name = snake(text);
  const std::string shown = "the name '" + base::printable(given) + "' ";
  if (given.find('/') != std::string::npos || given.find('\\') != std::string::npos) {
    throw Error(ErrorKind::usage, shown + "is a path; --migrations names the folder", right_form(name));
  }
  for (const char c : text) {
    if (is_upper(c) || is_lower(c) || base::is_digit(c) || c == '_' || c == '-' || c == ' ') continue;
    throw Error(ErrorKind::usage, shown + "holds characters that a migration's name cannot have", right_form(name));
  }
  const auto digits = name.find_first_not_of("0123456789");
  if (digits == std::string::npos || (digits > 0 && name[digits] == '_')) {
    throw Error(ErrorKind::usage, shown + "begins with a number; the version is put before it by itself",
                right_form(name));
  }
  if (name.size() > longest_name) {
    throw Error(ErrorKind::usage, "the name is longer than " + std::to_string(longest_name) + " characters",
                "say the rest with --description");
  }
  return name;
}

std::string next_number(const std::string& highest, const std::string& first) {
  std::size_t end = highest.size();
  while (end > 0 && !base::is_digit(highest[end - 1])) --end;
  if (end == 0) return first;
  std::size_t begin = end;
  while (begin > 0 && base::is_digit(highest[begin - 1])) --begin;
  std::string number = highest.substr(begin, end - begin);
  std::size_t at = number.size();
  while (at > 0 && number[at - 1] == '9') number[--at] = '0';
  if (at == 0) {
    number.insert(0, "1");
  } else {
    ++number[at - 1];
  }
  return highest.substr(0, begin) + number;
}

bool is_timestamp(std::string_view version) {
  const auto digits = std::count_if(version.begin(), version.end(), base::is_digit);
  const auto others = static_cast<std::ptrdiff_t>(version.size()) - digits;
  return digits == 14 && (others == 0 || (others == 3 && std::count(version.begin(), version.end(), '-') == 3));
}

NewFiles new_files(const NewMigration& migration) {
  if (migration.cpp) {
    std::string text = filled(migration.template_up, migration);
    if (text.empty()) text = comment(migration.description, "// ") + std::string(cpp_text);
    return {{migration.version + "_" + migration.name + ".cpp", text}};
  }
  const bool flyway = migration.layout == "flyway";
  const std::string stem =
      flyway ? "V" + migration.version + "__" + migration.name : migration.version + "_" + migration.name;
  const std::string head = comment(migration.description, "-- ");
  const std::string up = migration.up.empty() ? filled(migration.template_up, migration) : head + migration.up;
  const std::string down = migration.down.empty() ? filled(migration.template_down, migration) : migration.down;
  const auto or_else = [](const std::string& text, const std::string& otherwise) {
    return text.empty() ? otherwise : text;
  };
  const auto outside = [&](bool off, const std::string& text) {
    return off ? std::string(migration.layout == "sqlx" ? sqlx_off : transaction_off) + text : text;
  };

  if (migration.layout == "prisma")
    return {{stem + "/migration.sql", outside(migration.up_outside, or_else(up, head))}};
  if (migration.layout == "diesel") {
    return {{stem + "/up.sql", outside(migration.up_outside, or_else(up, head))},
            {stem + "/down.sql", outside(migration.down_outside, down)}};
  }
  if (migration.pairs || migration.layout == "golang-migrate") {
    return {{stem + ".up.sql", outside(migration.up_outside, or_else(up, head))},
            {stem + ".down.sql", outside(migration.down_outside, down)}};
  }
  for (const Marks& mark : marks) {
    if (mark.layout != migration.layout) continue;
    // goose takes what stands before its first mark for a mistake, so the description comes behind it.
    const bool inside = migration.layout != "native";
    const std::string begin = (inside ? std::string() : head) + std::string(mark.up) + "\n" + (inside ? head : "");
    const std::string middle = "\n" + std::string(mark.down) + "\n";
    if (!migration.up.empty()) {
      const bool up_off = migration.up_outside, down_off = migration.down_outside;
      if (!mark.whole_off.empty()) {
        return {{stem + ".sql", std::string(up_off || down_off ? mark.whole_off : "") + begin + migration.up + middle +
                                    migration.down}};
      }
      if (!mark.half_off.empty()) {
        const auto off = [&](bool is, std::string_view line) {
          return std::string(line) + std::string(is ? mark.half_off : "") + "\n";
        };
        return {{stem + ".sql",
                 off(up_off, mark.up) + head + migration.up + "\n" + off(down_off, mark.down) + migration.down}};
      }
      // One word is for both halves, until the down has its own.
      const std::string_view again = up_off == down_off ? "" : down_off ? transaction_off : transaction_on;
      return {{stem + ".sql", begin + std::string(up_off ? transaction_off : "") + migration.up + middle +
                                  std::string(again) + migration.down}};
    }
    return {{stem + ".sql", or_else(up, begin + "\n" + middle + "\n")}};
  }
  return {
      {stem + ".sql", outside(migration.up_outside, or_else(up, head))}};  // flyway, sqlx, plain: all of the file is up
}

}  // namespace dunlin::run
