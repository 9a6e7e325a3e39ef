#include <gtest/gtest.h>

#include <fstream>

#include "base/clock.hpp"
#include "base/content.hpp"
#include "base/file.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "dunlin/error.hpp"
#include "dunlin/value.hpp"

namespace dunlin::base {
namespace {

TEST(Sha256, Vectors) {  // FIPS 180-4 examples and NIST's million a's
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, PiecesAreTheWhole) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += static_cast<char>(i);
  for (std::size_t step : {1u, 3u, 55u, 56u, 63u, 64u, 65u, 119u, 128u}) {
    Sha256 hash;
    for (std::size_t at = 0; at < text.size(); at += step) hash.update(std::string_view(text).substr(at, step));
    EXPECT_EQ(hash.hex(), sha256_hex(text)) << step;
  }
}

TEST(Text, Utf8) {
  const auto npos = std::string_view::npos;
  EXPECT_EQ(find_invalid_utf8("plain ascii of more than eight bytes"), npos);
  EXPECT_EQ(find_invalid_utf8("d\xC3\xBCnlin \xE2\x82\xAC \xF0\x9F\x90\xA6"), npos);
  EXPECT_EQ(find_invalid_utf8("12345678\xFF"), 8u);
  EXPECT_EQ(find_invalid_utf8("ab\xC3"), 2u);
  EXPECT_EQ(find_invalid_utf8("\xC0\xAF"), 0u) << "overlong";
  EXPECT_EQ(find_invalid_utf8("\xED\xA0\x80"), 0u) << "surrogate";
  EXPECT_EQ(find_invalid_utf8("\xF4\x90\x80\x80"), 0u) << "beyond Unicode";
  EXPECT_EQ(count_characters("d\xC3\xBCn"), 3u);
}

TEST(Text, PrintableNeverDrivesATerminal) {
  EXPECT_EQ(printable("a\x1B[31mb\x07"), "a\\x1B[31mb\\x07");
  EXPECT_EQ(printable("\xFFz"), "\\xFFz");
  EXPECT_EQ(printable("line\n\ttab \xC3\xBC"), "line\n\ttab \xC3\xBC");
}

TEST(Text, Nearest) {
  EXPECT_EQ(nearest("trasnaction", {"transaction", "requires"}), "transaction");
  EXPECT_EQ(nearest("zzz", {"up", "down"}), "");
  EXPECT_EQ(edit_distance("ab", "ba"), 1u);
}

TEST(Clock, ReadsTimes) {
  const auto read = [](std::string_view text) {
    const auto time = parse_time(text);
    return time ? format_utc(*time) : "none";
  };
  EXPECT_EQ(read("2026-11-20T13:45:00.123Z"), "2026-11-20T13:45:00.123Z");
  EXPECT_EQ(read("2026-11-20 13:45:00.123456+00"), "2026-11-20T13:45:00.123Z");
  EXPECT_EQ(read("2026-11-20 13:45:00 +01:30"), "2026-11-20T12:15:00.000Z");
  EXPECT_EQ(read("2026-11-20 13:45:00-0500"), "2026-11-20T18:45:00.000Z");
  EXPECT_EQ(read("2026-11-20 13:45"), "2026-11-20T13:45:00.000Z");
  EXPECT_EQ(read("2026-11-20"), "2026-11-20T00:00:00.000Z");
  EXPECT_EQ(read("1795000000"), "2026-11-18T11:06:40.000Z");
  EXPECT_EQ(read("1795000000123"), "2026-11-18T11:06:40.123Z");
  for (const char* text : {"", "yesterday", "2026-13-01", "2026-02-30", "2026-11-20 25:00", "2026-11-20T13:45:00+1",
                           "2026-11-20 13:45:00 CET", "12", "99999999999999999999"}) {
    EXPECT_EQ(read(text), "none") << text;
  }
}

TEST(Text, Durations) {
  std::int64_t ms = 0;
  for (const auto& [text, wanted] : std::initializer_list<std::pair<const char*, std::int64_t>>{
           {"3s", 3000}, {"250ms", 250}, {"5min", 300'000}, {"2h", 7'200'000}, {"7", 7000}, {" 1 d ", 86'400'000}}) {
    EXPECT_TRUE(parse_duration(text, ms)) << text;
    EXPECT_EQ(ms, wanted) << text;
  }
  for (const char* text : {"", "s", "3x", "-1s", "99999999999999999999s", "9223372036854775807h"}) {
    EXPECT_FALSE(parse_duration(text, ms)) << text;
  }
  EXPECT_EQ(format_duration(12), "12 ms");
  EXPECT_EQ(format_duration(3'400), "3.4 s");
  EXPECT_EQ(format_duration(125'000), "2 min 5 s");
}

TEST(Text, Counts) {
  EXPECT_EQ(format_count(0), "0");
  EXPECT_EQ(format_count(999), "999");
  EXPECT_EQ(format_count(1'000), "1,000");
  EXPECT_EQ(format_count(-1'234'567), "-1,234,567");
  EXPECT_EQ(format_count(-123), "-123");
  EXPECT_EQ(plural(1, "row"), "1 row");
  EXPECT_EQ(plural(2'000, "row"), "2,000 rows");
}

TEST(Clock, Formats) {
  EXPECT_EQ(format_utc(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(format_utc(1'795'182'300'123), "2026-11-20T13:45:00.123Z");
  EXPECT_EQ(timestamp_version(1'795'182'300'123), "20261120134500");
}

TEST(Values, Read) {
  EXPECT_EQ(to_integer(std::string("42")), 42);
  EXPECT_EQ(to_integer(Null{}), 0);
  EXPECT_EQ(to_text(std::int64_t{-7}), "-7");
  EXPECT_EQ(to_text(0.1), "0.1");
  EXPECT_TRUE(is_null(Value{}));
}

class ContentFile : public testing::TestWithParam<std::size_t> {};

TEST_P(ContentFile, ReadsRangesWhetherKeptOrNot) {
  const std::string path = testing::TempDir() + "dunlin_content_test";
  std::string bytes;
  for (int i = 0; i < 100'000; ++i) bytes += static_cast<char>('a' + i % 26);
  std::ofstream(path, std::ios::binary) << bytes;
  const Content content = Content::file(path, "shown", GetParam());
  EXPECT_EQ(content.in_memory(), GetParam() >= bytes.size());
  EXPECT_EQ(content.size(), bytes.size());
  EXPECT_EQ(content.checksum(), sha256_hex(bytes));
  EXPECT_EQ(content.name(), "shown");
  EXPECT_EQ(content.read(0, UINT64_MAX), bytes);
  EXPECT_EQ(content.read(99'990, 100'005), bytes.substr(99'990));
  EXPECT_EQ(content.read(500, 100), "");
  EXPECT_THROW((void)content.read(0, 1'000, 10), Error);
  if (!content.in_memory()) {
    std::ofstream(path, std::ios::binary) << "another file now";
    EXPECT_THROW((void)content.read(0, UINT64_MAX), Error);
  }
  std::remove(path.c_str());
}
INSTANTIATE_TEST_SUITE_P(, ContentFile, testing::Values(1'000, 1'000'000));

TEST(File, SaysWhatIsWrong) {
  try {
    (void)read_file("/nonexistent/file");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::io);
    EXPECT_NE(error.message.find("/nonexistent/file"), std::string::npos);
    EXPECT_NE(error.message.find("No such file"), std::string::npos);
  }
  const std::string path = testing::TempDir() + "dunlin_create_test";
  std::remove(path.c_str());
  create_file(path, "one");
  EXPECT_THROW(create_file(path, "two"), Error) << "nothing is overwritten";
  EXPECT_EQ(read_file(path), "one");
  std::remove(path.c_str());
}

}  // namespace
}  // namespace dunlin::base
