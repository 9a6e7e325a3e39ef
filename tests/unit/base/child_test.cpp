#include <gtest/gtest.h>

#include <chrono>

#include "base/child.hpp"
#include "base/clock.hpp"
#include "dunlin/error.hpp"

namespace dunlin::base {
namespace {

std::string output_of(Child child, ChildEnd& end) {
  std::string out;
  child.out = [&](std::string_view piece) { out += piece; };
  end = run_child(child);
  return out;
}

TEST(Child, OutputAndEnd) {
  ChildEnd end;
  EXPECT_EQ(output_of({.arguments = {"/bin/sh", "-c", "echo out; echo err >&2; exit 3"}}, end), "out\nerr\n");
  EXPECT_EQ(end.code, 3);
  EXPECT_FALSE(end.ok());
  EXPECT_EQ(end.words(), "ended with exit code 3");
  EXPECT_EQ(output_of({.arguments = {"sh", "-c", "kill -9 $$"}}, end), "");
  EXPECT_EQ(end.words(), "was ended by signal 9");
  EXPECT_EQ(output_of({.arguments = {"sh", "-c", "head -c 1000000 /dev/zero | tr '\\0' x; cat"}}, end).size(),
            1'000'000u)
      << "more than a pipe holds; no standard input";
  EXPECT_TRUE(end.ok());
}

TEST(Child, FolderAndEnvironment) {
  ::setenv("DUNLIN_CHILD_TEST", "old", 1);
  ::setenv("DUNLIN_CHILD_TEST_2", "kept", 1);
  ChildEnd end;
  EXPECT_EQ(output_of({.arguments = {"sh", "-c", "pwd; echo $DUNLIN_CHILD_TEST $DUNLIN_CHILD_TEST_2"},
                       .folder = "/usr",
                       .environment = {{"DUNLIN_CHILD_TEST", "new"}}},
                      end),
            "/usr\nnew kept\n");
}

TEST(Child, NoSuchProgramOrFolder) {
  EXPECT_THROW(static_cast<void>(run_child({.arguments = {"dunlin-no-such-program"}})), Error);
  EXPECT_THROW(static_cast<void>(run_child({.arguments = {"true"}, .folder = "/no/such/folder"})), Error);
}

TEST(Child, StopEndsTheWholeGroup) {
  const auto begun = steady_milliseconds();
  ChildEnd end;
  // The shell and its child both hold the pipe.
  static_cast<void>(output_of({.arguments = {"sh", "-c", "sleep 60; true"}, .stop = [] { return true; }}, end));
  EXPECT_TRUE(end.stopped);
  EXPECT_EQ(end.signal, 15);
  EXPECT_LT(steady_milliseconds() - begun, 10'000);
  static_cast<void>(output_of(
      {.arguments = {"sh", "-c", "trap '' TERM; sleep 60 & wait; sleep 60"}, .stop = [] { return true; }}, end));
  EXPECT_EQ(end.signal, 9) << "one that does not listen";
}

TEST(Child, WhatRunsInTheBackgroundIsNotWaitedFor) {
  const auto begun = steady_milliseconds();
  ChildEnd end;
  EXPECT_EQ(output_of({.arguments = {"sh", "-c", "sleep 5 & echo done"}}, end), "done\n");
  EXPECT_LT(steady_milliseconds() - begun, 4'000);
}

TEST(Child, AnExceptionFromTheReaderEndsIt) {
  const auto begun = steady_milliseconds();
  EXPECT_THROW(static_cast<void>(run_child({.arguments = {"sh", "-c", "echo a; sleep 60"},
                                            .out = [](std::string_view) { throw Error(ErrorKind::io, "full"); }})),
               Error);
  EXPECT_LT(steady_milliseconds() - begun, 10'000);
}

}  // namespace
}  // namespace dunlin::base
