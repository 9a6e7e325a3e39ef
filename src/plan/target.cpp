#include "plan/target.hpp"

#include "base/text.hpp"

namespace dunlin::plan {

Target resolve(const Request& request, const std::vector<Pair>& pairs) {
  const bool up = request.direction == Direction::up;
  const std::string& word = request.target;
  Target target;
  if (request.steps >= 0) {
    if (!word.empty()) throw Error(ErrorKind::usage, "give a target or a number of steps, not both");
    target.kind = Target::Kind::steps;
    target.steps = request.steps;
    return target;
  }
  if (word.empty()) {
    target.kind = up ? Target::Kind::head : Target::Kind::steps;
    target.steps = 1;
    return target;
  }
  if (word == "head" || word == "heads" || word == "latest") {
    if (!up) throw Error(ErrorKind::usage, "'head' is where `up` goes", "`dunlin up` applies what is pending");
    return target;
  }
  if (word == "base") {
    if (up) throw Error(ErrorKind::usage, "'base' is where `down` goes", "`dunlin down base` undoes everything");
    target.kind = Target::Kind::base;
    return target;
  }
  std::uint64_t number = 0;
  if ((word[0] == '+' || word[0] == '-') && base::parse_number(std::string_view(word).substr(1), number)) {
    if ((word[0] == '+') != up) {
      throw Error(ErrorKind::usage, "'" + word + "' points the other way",
                  up ? "`dunlin down " + word + "` undoes" : "`dunlin up " + word + "` applies");
    }
    target.kind = Target::Kind::steps;
    target.steps = static_cast<std::int64_t>(std::min<std::uint64_t>(number, INT64_MAX));
    return target;
  }
  target.kind = Target::Kind::version;
  target.pair = find(pairs, word);
  target.version = target.pair.migration != nullptr ? target.pair.migration->version : target.pair.record->version;
  return target;
}

}  // namespace dunlin::plan
