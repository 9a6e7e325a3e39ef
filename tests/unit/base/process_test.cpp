#include "base/process.hpp"

#include <gtest/gtest.h>

#include <cerrno>

#include "base/clock.hpp"
#include "dunlin/error.hpp"

namespace dunlin::base {
namespace {

TEST(Process, PumpsThroughAPipeline) {
  // More than any pipe holds, so that both directions have to be served in turn.
  const std::string sent(3 << 20, 'x');
  std::size_t at = 0;
  std::string got;
  Streams streams;
  streams.input = [&](char* into, std::size_t size) {
    const std::size_t taken = sent.copy(into, size, at);
    at += taken;
    return taken;
  };
  streams.output = [&](std::string_view bytes) { got += bytes; };
  const auto ended = run_programs({{{"cat"}}, {{"tr", "x", "y"}}}, streams);
  ASSERT_EQ(ended.size(), 2U);
  EXPECT_TRUE(ended[0].ok() && ended[1].ok());
  EXPECT_EQ(got, std::string(3 << 20, 'y'));
}

TEST(Process, TellsHowItEndedAndWhatItSaid) {
  const auto ended = run_programs({{{"sh", "-c", "echo why >&2; exit 3"}}}, {});
  EXPECT_EQ(ended[0].exit_code, 3);
  EXPECT_EQ(ended[0].errors, "why");
  EXPECT_EQ(run_programs({{{"sh", "-c", "kill -9 $$"}}}, {})[0].exit_code, 137);
}

TEST(Process, HandsOverTheEnvironment) {
  std::string got;
  Streams streams;
  streams.output = [&](std::string_view bytes) { got += bytes; };
  run_programs({{{"sh", "-c", "printf %s \"$SECRET$HOME\""}, {{"SECRET", "s"}, {"HOME", "/h"}}}}, streams);
  EXPECT_EQ(got, "s/h");
}

TEST(Process, AMissingProgramIsNamed) {
  try {
    run_programs({{{"dunlin-no-such-program"}}}, {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.native_code, ENOENT);
    EXPECT_NE(error.message.find("dunlin-no-such-program"), std::string::npos);
  }
}

TEST(Process, WhatTheTickThrowsEndsThem) {
  Streams streams;
  streams.tick = [] { throw Error(ErrorKind::cancelled, "enough"); };
  const auto begun = steady_milliseconds();
  EXPECT_THROW(run_programs({{{"sleep", "60"}}}, streams), Error);
  EXPECT_LT(steady_milliseconds() - begun, 10'000);
}

TEST(Process, AReaderThatGoesAwayIsNoSignalForUs) {
  Streams streams;
  streams.input = [](char* into, std::size_t size) {
    std::fill(into, into + size, 'x');
    return size;
  };
  EXPECT_EQ(run_programs({{{"true"}}}, streams)[0].exit_code, 0);
}

}  // namespace
}  // namespace dunlin::base
