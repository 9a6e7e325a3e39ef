// The only unit that includes nlohmann/json.
#include "cli/json.hpp"

#include <nlohmann/json.hpp>

namespace dunlin::cli {

struct JsonWriter {
  nlohmann::ordered_json operator()(std::monostate) const { return nullptr; }
  nlohmann::ordered_json operator()(bool value) const { return value; }
  nlohmann::ordered_json operator()(std::int64_t value) const { return value; }
  nlohmann::ordered_json operator()(const std::string& value) const { return value; }
  nlohmann::ordered_json operator()(const Json::Members& members) const {
    nlohmann::ordered_json out = nlohmann::ordered_json::object();
    // push_back rather than [name]: a lookup per member would make a large object quadratic.
    for (const auto& [name, value] : members) out.push_back({name, std::visit(*this, value.value_)});
    return out;
  }
  nlohmann::ordered_json operator()(const Json::Elements& elements) const {
    nlohmann::ordered_json out = nlohmann::ordered_json::array();
    for (const auto& value : elements) out.push_back(std::visit(*this, value.value_));
    return out;
  }
};

Json Json::object() {
  Json json;
  json.value_ = Members();
  return json;
}

Json Json::array() {
  Json json;
  json.value_ = Elements();
  return json;
}

Json Json::strings(const std::vector<std::string>& all) {
  Json json = array();
  for (const auto& text : all) json.add(text);
  return json;
}

Json& Json::set(std::string name, Json value) {
  std::get<Members>(value_).emplace_back(std::move(name), std::move(value));
  return *this;
}

Json& Json::add(Json value) {
  std::get<Elements>(value_).push_back(std::move(value));
  return *this;
}

std::string Json::text(bool pretty) const {
  return std::visit(JsonWriter(), value_)
      .dump(pretty ? 2 : -1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace dunlin::cli
