// URLs: which file is meant, and what the parameters say.
#include "database/sqlite/location.hpp"

#include "helpers.hpp"

namespace dunlin::database::sqlite {
namespace {

using test::error_of;
using test::Folder;

Location at(const std::string& url) { return locate(Url::parse(url)); }

TEST(SqliteLocation, PathForms) {
  EXPECT_EQ(at("sqlite:app.db").path, "app.db");
  EXPECT_EQ(at("sqlite3:data/app.db").path, "data/app.db");
  EXPECT_EQ(at("sqlite:/srv/app.db").path, "/srv/app.db");
  EXPECT_EQ(at("sqlite://app.db").path, "app.db");
  EXPECT_EQ(at("sqlite://data/app.db").path, "data/app.db");
  EXPECT_EQ(at("sqlite:///app.db").path, "app.db");
  EXPECT_EQ(at("sqlite:////srv/app.db").path, "/srv/app.db");
  EXPECT_EQ(at("sqlite+aiosqlite:///app.db").path, "app.db");
  EXPECT_EQ(at("file:app.db").path, "app.db");
  EXPECT_EQ(at("file:///srv/app.db").path, "/srv/app.db");
  EXPECT_EQ(at("file://localhost/srv/app.db").path, "/srv/app.db");
  EXPECT_EQ(at("sqlite:a%20b.db").path, "a b.db");
}

TEST(SqliteLocation, ThreeSlashesMeanTheFileThatIsThere) {
  const Folder folder;
  const std::string absolute = folder / "app.db";
  EXPECT_EQ(at("sqlite://" + absolute).path, absolute) << "the folder is only there as an absolute one";
  std::ofstream(absolute) << "";
  EXPECT_EQ(at("sqlite://" + absolute).path, absolute);
  EXPECT_EQ(at("sqlite:///no-such-folder/app.db").path, "no-such-folder/app.db");
}

TEST(SqliteLocation, Memory) {
  for (const char* url : {"sqlite::memory:", "sqlite://:memory:", "sqlite:///:memory:", "file:x?mode=memory"}) {
    EXPECT_TRUE(at(url).memory) << url;
    EXPECT_EQ(at(url).path, ":memory:") << url;
  }
  EXPECT_NE(at("sqlite::memory:").name, at("sqlite::memory:").name) << "each is a database of its own";
}

TEST(SqliteLocation, Parameters) {
  EXPECT_TRUE(at("sqlite:a.db?mode=ro").read_only);
  EXPECT_TRUE(at("sqlite:a.db?mode=rw").never_create);
  EXPECT_FALSE(at("sqlite:a.db?mode=rwc").never_create);
  EXPECT_TRUE(at("sqlite:a.db?immutable=1").read_only);
  EXPECT_EQ(at("sqlite:a.db").foreign_keys, std::nullopt);
  EXPECT_EQ(at("sqlite:a.db?foreign_keys=on").foreign_keys, true);
  EXPECT_EQ(at("sqlite:a.db?_fk=0").foreign_keys, false);
  EXPECT_EQ(at("sqlite:a.db?_pragma=foreign_keys(1)").foreign_keys, true);
  EXPECT_EQ(at("sqlite:a.db?busy_timeout=250").busy_timeout, std::chrono::milliseconds(250));
  EXPECT_EQ(at("sqlite:a.db?timeout=2").busy_timeout, std::chrono::milliseconds(2000));
  EXPECT_EQ(at("sqlite:a.db?_journal_mode=WAL").journal_mode, "wal");
  EXPECT_EQ(at("sqlite:a.db?check_same_thread=false").path, "a.db");
  EXPECT_EQ(at("sqlite:/a%20b.db?cache=private").name, "file:///a%20b.db?cache=private");
}

TEST(SqliteLocation, WhatIsWrongIsSaid) {
  const Error unknown = error_of([] { (void)at("sqlite:a.db?foreign_key=on"); });
  EXPECT_EQ(unknown.kind, ErrorKind::config);
  EXPECT_NE(unknown.message.find("foreign_key"), std::string::npos);
  EXPECT_NE(unknown.hint.find("Did you mean foreign_keys?"), std::string::npos) << unknown.hint;
  EXPECT_EQ(error_of([] { (void)at("sqlite:a.db?mode=r"); }).kind, ErrorKind::config);
  EXPECT_EQ(error_of([] { (void)at("sqlite:a.db?foreign_keys=maybe"); }).kind, ErrorKind::config);
  EXPECT_EQ(error_of([] { (void)at("sqlite:a.db?busy_timeout=soon"); }).kind, ErrorKind::config);
  EXPECT_EQ(error_of([] { (void)at("sqlite:a.db?journal_mode=wall"); }).kind, ErrorKind::config);
  EXPECT_EQ(error_of([] { (void)at("sqlite:"); }).kind, ErrorKind::config);
  EXPECT_EQ(error_of([] { (void)at("file://elsewhere/a.db"); }).kind, ErrorKind::config);
}

}  // namespace
}  // namespace dunlin::database::sqlite
