// Opening: what is missing, forbidden, not a database, left by a killed process, or on a full disk.
#include <fcntl.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include "helpers.hpp"

namespace dunlin::database::sqlite {
namespace {

using test::begin;
using test::error_of;
using test::Folder;
using test::in_process;
using test::number;
using test::open;
using test::reading;

OpenOptions plain() {
  OpenOptions options;
  options.busy_timeout = Milliseconds(50);
  return options;
}

TEST(SqliteOpen, MissingFile) {
  const Folder folder;
  const Error error = error_of([&] { (void)open("sqlite:" + folder / "a.db", plain()); });
  EXPECT_EQ(error.kind, ErrorKind::connect);
  EXPECT_NE(error.message.find("is not there"), std::string::npos) << error.message;
  EXPECT_NE(error.hint.find("dunlin db create"), std::string::npos) << error.hint;
  EXPECT_EQ(error_of([&] { (void)open("sqlite:" + folder / "a.db", reading()); }).kind, ErrorKind::connect);
  EXPECT_EQ(error_of([&] { (void)open("sqlite:" + folder / "a.db?mode=rw"); }).kind, ErrorKind::connect);
  // Looking never makes a file, whatever the URL says.
  EXPECT_EQ(error_of([&] { (void)open("sqlite:" + folder / "a.db?mode=rwc", plain()); }).kind, ErrorKind::connect);
  EXPECT_TRUE(folder.names().empty());
}

TEST(SqliteOpen, MissingFolderAndFolderInPlaceOfTheFile) {
  const Folder folder;
  const Error missing = error_of([&] { (void)open("sqlite:" + folder / "no/a.db"); });
  EXPECT_EQ(missing.kind, ErrorKind::connect);
  EXPECT_NE(missing.hint.find("mkdir -p"), std::string::npos) << missing.hint;
  const Error is_folder = error_of([&] { (void)open("sqlite:" + folder.path()); });
  EXPECT_EQ(is_folder.kind, ErrorKind::connect);
  EXPECT_NE(is_folder.message.find("is a folder"), std::string::npos) << is_folder.message;
}

TEST(SqliteOpen, NotADatabase) {
  const Folder folder;
  std::ofstream(folder / "a.db") << std::string(5000, 'x');
  for (const OpenOptions& options : {plain(), reading()}) {
    const Error error = error_of([&] { (void)open("sqlite:" + folder / "a.db", options); });
    EXPECT_EQ(error.kind, ErrorKind::connect);
    EXPECT_EQ(error.native_code, SQLITE_NOTADB);
    EXPECT_NE(error.message.find("not an SQLite database"), std::string::npos) << error.message;
  }
}

TEST(SqliteOpen, ReadOnlyWritesNothing) {
  const Folder folder;
  open("sqlite:" + folder / "a.db")->execute("CREATE TABLE t (a)");
  for (const std::string& url : {"sqlite:" + folder / "a.db", "sqlite:" + folder / "a.db?mode=ro",
                                 "sqlite:" + folder / "a.db?journal_mode=wal"}) {
    auto db = open(url, reading());
    EXPECT_TRUE(db->capabilities().read_only);
    EXPECT_EQ(error_of([&] { db->execute("INSERT INTO t VALUES (1)"); }).kind, ErrorKind::io);
    EXPECT_EQ(number(*db, "SELECT count(*) FROM t"), 0);
    EXPECT_EQ(test::text(*db, "PRAGMA journal_mode"), "delete");
  }
  EXPECT_TRUE(open("sqlite:" + folder / "a.db?mode=ro")->capabilities().read_only);
}

TEST(SqliteOpen, RightsThatAreMissing) {
  const Folder folder;
  const std::string url = "sqlite:" + folder / "a.db";
  open(url)->execute("CREATE TABLE t (a)");
  const int code = in_process(
      [&] {
        auto db = open(url);  // the file may be read, so it opens
        if (!db->capabilities().read_only) return 1;
        const Error error = error_of([&] { db->execute("INSERT INTO t VALUES (1)"); });
        if (error.kind != ErrorKind::io || error.hint.find("the right to write") == std::string::npos) return 2;
        const Error lock = error_of([&] { (void)db->locker().try_acquire("me"); });
        if (lock.kind != ErrorKind::io || lock.hint.empty()) return 3;
        const Error other = error_of([&] { (void)open("sqlite:" + folder / "b.db"); });
        if (other.kind != ErrorKind::connect || other.hint.find("the right to write") == std::string::npos) return 4;
        return 0;
      },
      true);
  EXPECT_EQ(code, 0);
  ::chmod((folder / "a.db").c_str(), 0666);
  const int folder_code = in_process(
      [&] {
        // The file may be written, its folder may not: SQLite cannot make its journal.
        auto db = open(url);
        const Error error = error_of([&] { db->execute("INSERT INTO t VALUES (1)"); });
        if (error.kind != ErrorKind::io) return 1;
        return error.hint.find(folder.path()) == std::string::npos ? 2 : 0;
      },
      true);
  EXPECT_EQ(folder_code, 0);
  ::chmod((folder / "a.db").c_str(), 0600);
  const int read_code = in_process(
      [&] {
        const Error error = error_of([&] { (void)open(url, reading()); });
        return error.kind == ErrorKind::connect && error.message.find("may not be read") != std::string::npos ? 0 : 1;
      },
      true);
  EXPECT_EQ(read_code, ::geteuid() == 0 ? 0 : 1) << "the owner may always read";
}

/// Leaves what a process killed while it committed leaves: changed pages in the file and the journal that undoes them.
void leave_hot_journal(const std::string& path) {
  ASSERT_EQ(in_process([&] {
              auto db = open("sqlite:" + path);
              db->execute("CREATE TABLE t (a)");
              db->execute("INSERT INTO t VALUES (1)");
              db->execute("PRAGMA cache_size = 1");  // so that pages are written before the commit
              begin(*db);
              db->execute("CREATE TABLE u (a, b)");
              db->execute(
                  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000) "
                  "INSERT INTO u SELECT i, randomblob(100) FROM n");
              ::kill(::getpid(), SIGKILL);
              return 0;
            }),
            128 + SIGKILL);
  struct stat journal {};
  ASSERT_EQ(::stat((path + "-journal").c_str(), &journal), 0);
  ASSERT_GT(journal.st_size, 0);
}

TEST(SqliteOpen, HotJournalIsRolledBackAlsoWhenOnlyLooking) {
  for (const bool looking : {false, true}) {
    const Folder folder;
    const std::string path = folder / "a.db";
    leave_hot_journal(path);
    auto db = open("sqlite:" + path, looking ? reading() : plain());
    EXPECT_EQ(number(*db, "SELECT count(*) FROM t"), 1);
    EXPECT_EQ(number(*db, "SELECT count(*) FROM sqlite_schema"), 1);
    EXPECT_EQ(test::text(*db, "PRAGMA integrity_check"), "ok");
    EXPECT_EQ(folder.names(), std::vector<std::string>{"a.db"});
    if (looking) {
      EXPECT_TRUE(db->capabilities().read_only);
      EXPECT_EQ(error_of([&] { db->execute("INSERT INTO t VALUES (1)"); }).kind, ErrorKind::io);
    }
  }
}

TEST(SqliteOpen, KilledWalIsReadWhenOnlyLooking) {
  const Folder folder;
  const std::string path = folder / "a.db";
  ASSERT_EQ(in_process([&] {
              auto db = open("sqlite:" + path + "?journal_mode=wal");
              db->execute("CREATE TABLE t (a)");
              db->execute("INSERT INTO t VALUES (1)");
              ::kill(::getpid(), SIGKILL);
              return 0;
            }),
            128 + SIGKILL);
  ::unlink((path + "-shm").c_str());
  auto db = open("sqlite:" + path, reading());
  EXPECT_EQ(number(*db, "SELECT count(*) FROM t"), 1);
}

/// Fills until the limit is met; returns 0 when the error was right and the database still sound.
int fill(Connection& db, const char* sign) {
  db.execute("CREATE TABLE IF NOT EXISTS t (a)");
  begin(db);
  const Error error = error_of([&] {
    for (int i = 0; i < 100'000; ++i) db.execute("INSERT INTO t VALUES (randomblob(100000))");
    db.execute("COMMIT");
  });
  if (error.kind != ErrorKind::io) return 1;
  if ((error.message + error.hint + error.detail).find(sign) == std::string::npos) {
    std::fprintf(stderr, "%s | %s | %s\n", error.message.c_str(), error.hint.c_str(), error.detail.c_str());
    return 2;
  }
  db.rollback();
  if (db.in_transaction()) return 3;
  if (number(db, "SELECT count(*) FROM t") != 0) return 4;
  db.execute("CREATE TABLE small (a)");
  return test::text(db, "PRAGMA integrity_check") == "ok" ? 0 : 5;
}

TEST(SqliteFull, LimitOnFileSizes) {
  const Folder folder;
  const int code = in_process([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit = {1 << 20, 1 << 20};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 97;
    return fill(*open("sqlite:" + folder / "a.db"), "ulimit -f");
  });
  EXPECT_EQ(code, 0);
}

TEST(SqliteFull, Disk) {
  const Folder folder;
  if (::mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=1m") != 0) {
    GTEST_SKIP() << "a small file system can only be mounted as root";
  }
  const int code = in_process([&] { return fill(*open("sqlite:" + folder / "a.db"), "is full"); });
  ::umount2(folder.path().c_str(), MNT_DETACH);
  EXPECT_EQ(code, 0);
}

TEST(SqliteOpen, DamagedFile) {
  const Folder folder;
  const std::string path = folder / "a.db";
  {
    auto db = open("sqlite:" + path);
    db->execute("CREATE TABLE t (a)");
    db->execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 2000) "
        "INSERT INTO t SELECT randomblob(100) FROM n");
  }
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096);
    file << std::string(20'000, '\x7f');
  }
  auto db = open("sqlite:" + path);
  const Error error = error_of([&] { (void)db->query("SELECT sum(length(a)) FROM t"); });
  EXPECT_EQ(error.kind, ErrorKind::io);
  EXPECT_NE(error.message.find("is damaged"), std::string::npos) << error.message;
}

}  // namespace
}  // namespace dunlin::database::sqlite
