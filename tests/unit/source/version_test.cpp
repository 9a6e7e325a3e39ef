#include "source/version.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace dunlin::source {
namespace {

TEST(Versions, AreComparedAsNumbers) {
  // In order; each is less than all that follow.
  const std::vector<std::string> ordered = {"0",
                                            "0.0.1",
                                            "1",
                                            "1.2",
                                            "1.9",
                                            "1.10",
                                            "2",
                                            "2_a",
                                            "2_b",
                                            "2_b2",
                                            "2_b10",
                                            "9",
                                            "v10",
                                            "11.0.1",
                                            "00012",
                                            "118",
                                            "118_1",
                                            "119",
                                            "20170804200817",
                                            "20170926200549",
                                            "99999999999999999999999999",
                                            "100000000000000000000000000",
                                            "a",
                                            "b",
                                            "b2",
                                            "b10"};
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    for (std::size_t j = 0; j < ordered.size(); ++j) {
      const bool less = compare_versions(ordered[i], ordered[j]) < 0;
      EXPECT_EQ(less, i < j) << ordered[i] << " " << ordered[j];
      EXPECT_EQ(compare_versions(ordered[i], ordered[j]) == 0, i == j) << ordered[i] << " " << ordered[j];
    }
  }
}

TEST(Versions, AreEqualWhateverTheirZerosAndSeparators) {
  for (const char* other : {"2", "002", "2.0", "v2", "2.0.0", "2_0", "2-0", "2."}) {
    EXPECT_TRUE(compare_versions("2", other) == 0) << other;
    EXPECT_EQ(version_key(other), "2") << other;
  }
  EXPECT_EQ(version_key("000"), "0");
  EXPECT_EQ(version_key("1_02"), "1.2");
  EXPECT_EQ(version_key("2017-09-26"), "2017.9.26");
  EXPECT_EQ(version_key("0002_users"), "2_users");
  EXPECT_EQ(version_key("0002-users"), "2-users");
}

TEST(Versions, ThatAreDatesComeWhereTheirDayBegins) {
  // A folder named 2024-03-13_170000_x among 2024-03-06-170000_x: its version is the date alone.
  const std::vector<std::string> ordered = {"1",
                                            "20171231",
                                            "20180101000000",
                                            "20240306170000",
                                            "20240312235959",
                                            "20240313",
                                            "20240313010203",
                                            "202403130103",
                                            "20240314",
                                            "2024031499",  // a date and a number
                                            "20240399",
                                            "20240604000000",
                                            "202406050000000000",  // diesel's folders 2024-06-05-000000-0000
                                            "20240605131359"};
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    for (std::size_t j = 0; j < ordered.size(); ++j) {
      const bool less = compare_versions(ordered[i], ordered[j]) < 0;
      EXPECT_EQ(less, i < j) << ordered[i] << " and " << ordered[j];
    }
  }
  // Nothing else is moved: counters of eight digits, seconds since 1970.
  EXPECT_TRUE(compare_versions("10000001", "20171231000000") < 0);
  EXPECT_TRUE(compare_versions("1592838282", "1592838282001") < 0);
  EXPECT_TRUE(compare_versions("20240313", "20240313000000") != 0);
  EXPECT_TRUE(compare_versions("20240313", "020240313") == 0);
}

TEST(Versions, WithNamesOrderByNumberThenName) {
  const std::vector<std::string> ordered = {"0009-x", "00010-a", "0010-b", "0011-a"};
  EXPECT_TRUE(std::is_sorted(ordered.begin(), ordered.end(),
                             [](const auto& a, const auto& b) { return compare_versions(a, b) < 0; }));
  EXPECT_TRUE(compare_versions("0002_1.7.0_schema", "0002_users") < 0);
  EXPECT_FALSE(compare_versions("2_a1", "2_a01") == 0);
}

TEST(Versions, OrderIsTotalAndKeysAgree) {
  std::mt19937 random(4711);
  const std::string alphabet = "0012._-vab";
  std::vector<std::string> all;
  for (int i = 0; i < 60; ++i) {
    std::string text;
    for (std::size_t n = random() % 7; n > 0; --n) text += alphabet[random() % alphabet.size()];
    all.push_back(text);
  }
  for (const std::string& a : all) {
    for (const std::string& b : all) {
      EXPECT_EQ(compare_versions(a, b) == 0, version_key(a) == version_key(b)) << a << " " << b;
      EXPECT_EQ(compare_versions(a, b) < 0, compare_versions(b, a) > 0) << a << " " << b;
      for (const std::string& c : all) {
        if (compare_versions(a, b) < 0 && compare_versions(b, c) < 0) {
          EXPECT_TRUE(compare_versions(a, c) < 0) << a << " " << b << " " << c;
        }
      }
    }
  }
}

}  // namespace
}  // namespace dunlin::source
