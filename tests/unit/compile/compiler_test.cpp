#include <gtest/gtest.h>

#include "compile/cache.hpp"
#include "compile/compiler.hpp"

namespace dunlin::compile {
namespace {

TEST(Complaint, OfGcc) {
  const auto complaint = first_complaint(
      "In file included from a.cpp:1:\nmigrations/004 a.cpp: In function 'void up()':\n"
      "migrations/004 a.cpp:3:6: error: 'x' was not declared in this scope\n    3 |   x\nb.cpp:9:9: error: y\n");
  ASSERT_TRUE(complaint);
  EXPECT_EQ(complaint->place.text(), "migrations/004 a.cpp:3:6");
  EXPECT_EQ(complaint->words, "'x' was not declared in this scope");
}

TEST(Complaint, FatalAndOfTheLinker) {
  auto complaint = first_complaint("/m/004.cpp:1:10: fatal error: 'no.hpp' file not found\n#include \"no.hpp\"\n");
  ASSERT_TRUE(complaint);
  EXPECT_EQ(complaint->place.text(), "/m/004.cpp:1:10");
  EXPECT_EQ(complaint->words, "'no.hpp' file not found");
  complaint = first_complaint("/usr/bin/ld: cannot find -lnone: No such file\ncollect2: error: ld returned 1\n");
  ASSERT_TRUE(complaint);
  EXPECT_EQ(complaint->place.line, 0u);
  EXPECT_FALSE(first_complaint("g++: internal compiler error\n"));
  EXPECT_FALSE(first_complaint(""));
}

TEST(Dependencies, OfAMakeRule) {
  EXPECT_EQ(read_dependencies("x.so: work/migration.cpp \\\n /usr/include/a.h /m/my\\ own.hpp \\\n /m/a$$b\\#c.hpp\n\n"
                              "/usr/include/a.h:\n"),
            (std::vector<std::string>{"/usr/include/a.h", "/m/my own.hpp", "/m/a$b#c.hpp"}));
  EXPECT_TRUE(read_dependencies("").empty());
  EXPECT_TRUE(read_dependencies("x.so: one.cpp\n").empty());
}

}  // namespace
}  // namespace dunlin::compile
