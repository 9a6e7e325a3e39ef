#include "diff/write.hpp"

#include <algorithm>

#include "diff/compare.hpp"
#include "diff/order.hpp"

namespace dunlin::diff {

std::vector<schema::Change> plan(const schema::Schema& from, const schema::Schema& to,
                                 const database::DdlWriter& writer, const database::DdlOptions& options) {
  const auto& can = writer.abilities();
  auto changes = writer.adapt(compare(from, to, {.column_order = can.column_order}), from, to);
  changes =
      with_dependents(std::move(changes), from, to, [&](const schema::Change& change, const schema::Object& dependent) {
        return writer.must_go(change, dependent, from, to);
      });
  return order(std::move(changes), from, to,
               {.forward_references = can.forward_references,
                .indexes_in_tables = can.indexes_in_tables,
                .merged_clauses = can.merged_clauses,
                .apart = [&](const schema::Change& change) {
                  const auto made = writer.write({change}, from, to, options);
                  return std::ranges::any_of(made, [](const auto& each) { return !each.transactional; });
                }});
}

database::Statements write(const schema::Schema& from, const schema::Schema& to, const database::DdlWriter& writer,
                           const database::DdlOptions& options) {
  return writer.write(plan(from, to, writer, options), from, to, options);
}

}  // namespace dunlin::diff
