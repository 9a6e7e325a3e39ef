#include "run/batch_text.hpp"

#include <gtest/gtest.h>

#include "database/driver.hpp"

namespace dunlin::run {
namespace {

TEST(BatchText, BindsOutsideStringsAndCommentsOnly) {
  for (const auto* driver : database::drivers()) {
    const auto& rules = driver->lex_rules;
    EXPECT_EQ(bind_batch_size("DELETE FROM t WHERE a = ':batch_size' /* :batch_size */ LIMIT :batch_size", 7, rules),
              "DELETE FROM t WHERE a = ':batch_size' /* :batch_size */ LIMIT 7")
        << driver->name;
    EXPECT_EQ(bind_batch_range("UPDATE t SET a = 1 WHERE id BETWEEN :batch_from AND :BATCH_TO", "3", "9", rules),
              "UPDATE t SET a = 1 WHERE id BETWEEN 3 AND 9")
        << driver->name;
  }
}

TEST(BatchText, RefusesWhatWouldLeaveRowsOutOrNeverEnd) {
  const auto& rules = database::drivers()[0]->lex_rules;
  EXPECT_THROW((void)bind_batch_size("DELETE FROM t", 7, rules), Error);
  EXPECT_THROW((void)bind_batch_range("UPDATE t SET a = 1 WHERE id > :batch_from AND id <= :batch_to", "3", "9", rules),
               Error);
  EXPECT_THROW((void)bind_batch_range("UPDATE t SET a = 1 WHERE id >= :batch_from AND id < :batch_to", "3", "9", rules),
               Error);
  EXPECT_THROW((void)bind_batch_range("UPDATE t SET a = 1 WHERE id <= :batch_to", "3", "9", rules), Error);
  EXPECT_NO_THROW(
      (void)bind_batch_range("UPDATE t SET a = 1 WHERE id >= :batch_from AND id <= :batch_to", "3", "9", rules));
}

}  // namespace
}  // namespace dunlin::run
