// A schema as JSON and back, from the one list of members in fields.hpp.
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "schema/fields.hpp"

namespace dunlin::schema {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
concept Struct = requires(T& x) {
  visit(
      x, [](auto&&...) {}, static_cast<const T*>(nullptr));
};

Json written(const std::string& text) { return text; }
Json written(bool value) { return value; }
Json written(int value) { return value; }
Json written(const Properties& properties) {
  Json json = Json::object();
  for (const auto& [name, value] : properties) json[name] = value;
  return json;
}
Json written(const Name& name) {
  if (name.space.empty()) return name.name;
  return Json{{"space", name.space}, {"name", name.name}};
}
template <class E>
requires std::is_enum_v<E> Json written(E value) { return word(value); }
template <Struct T>
Json written(const T& value);
template <class T>
Json written(const std::optional<T>& value) {
  return written(*value);
}
template <class T>
Json written(const std::vector<T>& values) {
  Json json = Json::array();
  for (const auto& value : values) json.push_back(written(value));
  return json;
}
template <Struct T>
Json written(const T& value) {
  // A member that is as in a new object says nothing.
  static const T usual{};
  Json all = Json::object(), known = Json::object();
  visit(
      usual,
      [&](const char* name, const auto& member) {
        if constexpr (!requires { member.has_value(); }) known[name] = written(member);
      },
      static_cast<const T*>(nullptr));
  visit(
      value,
      [&](const char* name, const auto& member) {
        if constexpr (requires { member.has_value(); }) {
          if (member.has_value()) all[name] = written(member);
        } else {
          Json json = written(member);
          if (json != known[name]) all[name] = std::move(json);
        }
      },
      static_cast<const T*>(nullptr));
  return all;
}

class Reader {
 public:
  explicit Reader(const std::string& name) : name_(name) {}

  template <Struct T>
  void read(const Json& json, T& into) {
    if (!json.is_object()) fail("must be an object");
    std::vector<std::string> names;
    visit(
        into,
        [&](const char* name, auto& member) {
          names.emplace_back(name);
          if (const auto found = json.find(name); found != json.end()) {
            path_.emplace_back(name);
            read(*found, member);
            path_.pop_back();
          }
        },
        static_cast<const T*>(nullptr));
    for (const auto& item : json.items()) {
      if (std::find(names.begin(), names.end(), item.key()) != names.end()) continue;
      const std::string near = base::nearest(item.key(), names);
      fail("has a member that is not known, \"" + base::printable(item.key()) + "\"",
           near.empty() ? std::string() : "did you mean \"" + near + "\"?");
    }
  }

 private:
  void read(const Json& json, std::string& into) {
    if (!json.is_string()) fail("must be text");
    into = json.get<std::string>();
  }
  void read(const Json& json, bool& into) {
    if (!json.is_boolean()) fail("must be true or false");
    into = json.get<bool>();
  }
  void read(const Json& json, int& into) {
    if (!json.is_number_integer()) fail("must be a whole number");
    const auto number = json.get<std::int64_t>();
    if (number < 0 || number > INT32_MAX) fail("is out of range");
    into = static_cast<int>(number);
  }
  void read(const Json& json, Properties& into) {
    if (!json.is_object()) fail("must be an object");
    for (const auto& item : json.items()) {
      if (!item.value().is_string()) fail("may have texts only, and \"" + base::printable(item.key()) + "\" is none");
      into[item.key()] = item.value().get<std::string>();
    }
  }
  void read(const Json& json, Name& into) {
    if (json.is_string()) {
      into = Name(json.get<std::string>());
      return;
    }
    if (!json.is_object() || json.size() != 2 || !json.contains("space") || !json.contains("name") ||
        !json["space"].is_string() || !json["name"].is_string()) {
      fail("must be a name, or an object of space and name");
    }
    into = Name(json["space"].get<std::string>(), json["name"].get<std::string>());
  }
  template <class E>
  requires std::is_enum_v<E>
  void read(const Json& json, E& into) {
    std::string known;
    for (const auto& [value, text] : words_of(E{})) {
      if (json.is_string() && json.get<std::string>() == text) {
        into = value;
        return;
      }
      if (known.find(text) == std::string::npos) known += (known.empty() ? "" : ", ") + std::string(text);
    }
    fail("must be one of " + known);
  }
  template <class T>
  void read(const Json& json, std::optional<T>& into) {
    read(json, into.emplace());
  }
  template <class T>
  void read(const Json& json, std::vector<T>& into) {
    if (!json.is_array()) fail("must be an array");
    for (const auto& element : json) {
      path_.push_back(std::to_string(into.size()));
      read(element, into.emplace_back());
      path_.pop_back();
    }
  }

  [[noreturn]] void fail(const std::string& what, std::string hint = {}) const {
    const std::string at = path_.empty() ? std::string("the document") : base::join(path_, ".");
    Error error(ErrorKind::config, name_ + " is no schema: " + at + " " + what, std::move(hint));
    error.place.file = name_;
    throw error;
  }

  const std::string& name_;
  std::vector<std::string> path_;
};

}  // namespace

std::string to_json(const Schema& schema) {
  return written(schema).dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Schema from_json(const std::string& json, const std::string& name) {
  Json document;
  try {
    document = Json::parse(json);
  } catch (const Json::exception& error) {
    Error problem(ErrorKind::config, name + " is no JSON", "");
    problem.detail = error.what();
    problem.place.file = name;
    throw problem;
  }
  Schema schema;
  Reader(name).read(document, schema);
  return schema;
}

}  // namespace dunlin::schema
