// Databases of every kind that CREATE can make, each as statements that run one after the other.
#pragma once

#include <string>
#include <vector>

namespace dunlin::database::sqlite::test {

inline const std::vector<std::vector<std::string>> kDatabases = {
    {"CREATE TABLE t (a)"},
    {"CREATE TABLE t (a INT, b INTEGER, c TEXT, d REAL, e BLOB, f NUMERIC, g ANY)"},
    {"CREATE TABLE t (a VARCHAR( 20 ), b DECIMAL(10,2), c UNSIGNED BIG INT, d double  precision, e \"my type\")"},
    {"create table Tee (A integer primary key, B text not null)"},
    {"CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a)"},
    {"CREATE TABLE t (id INTEGER, a, CONSTRAINT t_pk PRIMARY KEY (id AUTOINCREMENT))"},
    {"CREATE TABLE t (id INTEGER PRIMARY KEY DESC, a)"},
    {"CREATE TABLE t (id INTEGER, a, PRIMARY KEY (id DESC))"},
    {"CREATE TABLE t (id INTEGER CONSTRAINT named PRIMARY KEY DESC, a)"},
    {"CREATE TABLE t (id TEXT PRIMARY KEY DESC NOT NULL, a)"},
    {"CREATE TABLE t (a, b, PRIMARY KEY (b, a DESC))"},
    {"CREATE TABLE t (a TEXT COLLATE NOCASE, b TEXT, PRIMARY KEY (a COLLATE RTRIM, b COLLATE nocase DESC))"},
    {"CREATE TABLE t (a INTEGER PRIMARY KEY ON CONFLICT REPLACE, b UNIQUE ON CONFLICT IGNORE)"},
    {"CREATE TABLE t (a NOT NULL ON CONFLICT FAIL, b CONSTRAINT b_there NOT NULL ON CONFLICT ROLLBACK, c NULL)"},
    {"CREATE TABLE t (a, b, UNIQUE (a, b) ON CONFLICT ABORT, CONSTRAINT u UNIQUE (b) ON CONFLICT FAIL)"},
    {"CREATE TABLE t (a, b, UNIQUE (a COLLATE NOCASE, b DESC))"},
    {"CREATE TABLE t (a INT PRIMARY KEY, b) WITHOUT ROWID"},
    {"CREATE TABLE t (a INTEGER, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID, STRICT"},
    {"CREATE TABLE t (a INTEGER PRIMARY KEY, b ANY, c INT NOT NULL, d BLOB) strict"},
    {"CREATE TABLE t (a TEXT, b INT, PRIMARY KEY (a)) STRICT"},
    {"CREATE TABLE t (a INT CHECK (a > 0), b INT CONSTRAINT b_small CHECK (b < 10), CHECK (a <> b), "
     "CONSTRAINT sum CHECK (a + b < 100))"},
    {"CREATE TABLE t (a TEXT CHECK (a IN ('x', 'it''s', \"b\", \"none\")), b)"},
    {"CREATE TABLE t (a CHECK (a LIKE '10!%' ESCAPE '!' AND a NOT GLOB '*[0-9]*' OR a IS NOT NULL))"},
    {"CREATE TABLE t (a CHECK (CASE WHEN a THEN 1 ELSE - -1 END), b CHECK (-b < +1 AND ~b <> 0 AND NOT b))"},
    {"CREATE TABLE t (a CHECK (CAST(a AS INTEGER) = a AND json_valid(a) AND a->>'$.x' IS NOT NULL))"},
    {"CREATE TABLE t (\"end\" INT, \"like\", \"key\", CHECK (CASE WHEN \"end\" THEN key LIKE 'x' ELSE \"like\" END))"},
    {"CREATE TABLE t (a DEFAULT 1, b DEFAULT -1.5, c DEFAULT +2, d DEFAULT 'x''y', e DEFAULT NULL, f DEFAULT true, "
     "g DEFAULT CURRENT_TIMESTAMP, h DEFAULT (datetime('now', 'localtime')), i DEFAULT x'00ff', j DEFAULT abc, "
     "k DEFAULT \"quoted\", l DEFAULT (1 + 2), m DEFAULT ('x'), n DEFAULT 1e10, o DEFAULT .5, p DEFAULT 0x1F, "
     "q DEFAULT (NULL), r DEFAULT (-1), s DEFAULT ((5)), t DEFAULT '', u DEFAULT false, v DEFAULT \"\")"},
    {"CREATE TABLE t (a CONSTRAINT d DEFAULT 1 CONSTRAINT c COLLATE NOCASE CONSTRAINT g CHECK (a))"},
    {"CREATE TABLE t (a, b AS (a + 1), c GENERATED ALWAYS AS (a || 'x') STORED, d TEXT GENERATED ALWAYS AS "
     "(upper(c)) VIRTUAL NOT NULL UNIQUE, e INT AS (\"A\"))"},
    {"CREATE TABLE t (a CONSTRAINT n GENERATED ALWAYS AS (b) STORED, b)"},
    {"CREATE TABLE p (id INTEGER PRIMARY KEY, a, b, UNIQUE (a, b))",
     "CREATE TABLE c (x REFERENCES p, y INT CONSTRAINT fk REFERENCES P (ID) ON DELETE CASCADE ON UPDATE SET NULL, z, "
     "FOREIGN KEY (y, z) REFERENCES p (a, b) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED)"},
    {"CREATE TABLE p (id INTEGER PRIMARY KEY)",
     "CREATE TABLE c (a REFERENCES p (id) MATCH FULL ON UPDATE NO ACTION NOT DEFERRABLE INITIALLY IMMEDIATE, "
     "b REFERENCES p ON DELETE SET DEFAULT DEFERRABLE, d INTEGER NOT NULL REFERENCES p MATCH none ON INSERT CASCADE "
     "DEFERRABLE INITIALLY DEFERRED UNIQUE)"},
    {"CREATE TABLE c (a REFERENCES later (id), b REFERENCES nowhere)", "CREATE TABLE later (id INTEGER PRIMARY KEY)"},
    {"CREATE TABLE node (id INTEGER PRIMARY KEY, parent INT REFERENCES node ON DELETE CASCADE)"},
    {"CREATE TABLE a (id INTEGER PRIMARY KEY, b REFERENCES b)",
     "CREATE TABLE b (id INTEGER PRIMARY KEY, a REFERENCES a)"},
    {"CREATE TABLE t (a INT UNIQUE CHECK (a) CHECK (a < 5) CHECK (a < 6) REFERENCES t (a) DEFAULT 3 NOT NULL, b)"},
    {"CREATE TABLE t (a, b CHECK (b) UNIQUE, CHECK (a) UNIQUE (a) CONSTRAINT x CHECK (a < b))"},
    {"CREATE TABLE t (a CONSTRAINT dangling, b CONSTRAINT one CONSTRAINT two CHECK (b))"},
    {"CREATE TABLE \"select\" (\"from\" INT, \"a b\" TEXT, \"quo\"\"te\", \"new\nline\", \"gr\xC3\xBC\xC3\x9F\", [br], "
     "`bt`, "
     "\"1st\", \"\", 'text', CHECK (\"from\" > 0 AND \"a b\" <> \"quo\"\"te\" AND text IS NOT \"gr\xC3\xBC\xC3\x9F\"))",
     "CREATE INDEX \"index\" ON \"select\" (\"a b\", \"from\" DESC, [br])",
     "CREATE VIEW \"view\" AS SELECT \"from\", s.\"a b\" AS \"x y\" FROM \"select\" AS s WHERE \"quo\"\"te\" = 'a'"},
    {"CREATE TABLE t -- a comment\n(a INT /* of a */, -- another\n b TEXT -- last\n, CHECK (a /* in */ > 0)\n)"},
    {"CREATE TABLE t (a, b, c)", "CREATE INDEX i ON t (a)", "CREATE UNIQUE INDEX u ON t (b DESC, c COLLATE NOCASE)"},
    {"CREATE TABLE t (a TEXT COLLATE NOCASE, b)", "CREATE INDEX i ON t (a COLLATE NOCASE, b COLLATE BINARY)",
     "CREATE INDEX j ON t (a COLLATE BINARY DESC)"},
    {"CREATE TABLE t (a, b)", "CREATE INDEX i ON t (a) WHERE b IS NOT NULL AND a > \"b\"",
     "CREATE UNIQUE INDEX j ON t (b) WHERE a=1"},
    {"CREATE TABLE t (a, b)", "CREATE INDEX i ON t (lower(a), a || b DESC, (b))",
     "CREATE INDEX j ON t ((a + b) COLLATE NOCASE, ((a)) ASC)", "CREATE INDEX k ON t (LOWER(a) COLLATE binary)"},
    {"CREATE TABLE t (j)", "CREATE INDEX i ON t (json_extract(j, '$.a'), j ->> '$.b')"},
    {"CREATE TABLE t (a, b)", "CREATE VIEW v AS SELECT a, b FROM t", "CREATE VIEW w (x, \"y z\") AS SELECT * FROM v"},
    {"CREATE TABLE t (a, b)",
     "CREATE VIEW v AS\n  select  t.a , count( * ), count(*) AS n, a+b, \"text\", current_timestamp\n  from main.t "
     "-- all\n where a<>b and a is  not distinct from 3 group by a having count(*)>1 order by a desc nulls last limit "
     "5 "
     "offset 2"},
    {"CREATE TABLE t (a, b)", "CREATE TABLE u (a, c)",
     "CREATE VIEW v AS SELECT t.a, u.c, (SELECT max(x.a) FROM t AS x) AS most FROM t LEFT JOIN u ON u.a = t.a CROSS "
     "JOIN "
     "(SELECT 1 AS one) NATURAL JOIN u AS z WHERE EXISTS (SELECT 1 FROM u WHERE u.a = t.b)"},
    {"CREATE TABLE t (a, b)",
     "CREATE VIEW v AS WITH RECURSIVE r(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM r WHERE n < 10), s AS "
     "MATERIALIZED "
     "(SELECT 1) SELECT n, sum(a) OVER (PARTITION BY b ORDER BY a ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS "
     "total FROM r, t UNION SELECT 1, 2 EXCEPT SELECT 3, 4"},
    {"CREATE VIEW v AS SELECT * FROM missing", "CREATE VIEW w AS VALUES (1, 'a'), (2, 'b')"},
    {"CREATE TABLE t (a, b)", "CREATE VIEW v AS SELECT a FROM t",
     "CREATE TRIGGER one AFTER INSERT ON t BEGIN UPDATE t SET b = NEW.a WHERE a = NEW.a; END",
     "CREATE TRIGGER two BEFORE UPDATE OF a, \"b\" ON t FOR EACH ROW WHEN OLD.a IS NOT NEW.a BEGIN SELECT RAISE(ABORT, "
     "'no; no'); END",
     "CREATE TRIGGER three INSTEAD OF INSERT ON v BEGIN INSERT INTO t(a,b) VALUES(NEW.a, CASE WHEN 1 THEN 2 END); "
     "DELETE FROM t WHERE a=NEW.a; END",
     "CREATE TRIGGER \"fo ur\" DELETE ON T BEGIN INSERT OR IGNORE INTO t SELECT OLD.a, OLD.b ON CONFLICT DO NOTHING; "
     "REPLACE INTO t VALUES (1, 2); UPDATE OR FAIL t SET a = (WITH x AS (SELECT 1) SELECT * FROM x); END"},
    {"CREATE TABLE t (a)", "ALTER TABLE t RENAME TO renamed",
     "ALTER TABLE renamed ADD COLUMN b TEXT NOT NULL DEFAULT 'x'", "ALTER TABLE renamed ADD c CHECK (c > 0)",
     "ALTER TABLE renamed RENAME COLUMN a TO \"first one\""},
    {"CREATE TABLE t (a, b CHECK (a > b))", "CREATE INDEX i ON t (a) WHERE a > 1", "CREATE VIEW v AS SELECT a FROM t",
     "CREATE TRIGGER g AFTER UPDATE OF a ON t BEGIN DELETE FROM t WHERE a = NEW.a; END",
     "ALTER TABLE t RENAME COLUMN a TO renamed", "ALTER TABLE t RENAME TO u", "ALTER TABLE u DROP COLUMN b"},
    {"CREATE TABLE t (a, b)", "CREATE TABLE u AS SELECT a, 1 AS \"B c\", 'x' AS c FROM t"},
    {"CREATE VIRTUAL TABLE f USING fts5(title, body, tokenize = 'porter ascii')"},
    {"CREATE VIRTUAL TABLE \"r tree\" USING rtree(id, minx, maxx, +extra TEXT)"},
    {"CREATE VIRTUAL TABLE f USING fts5(a)", "ALTER TABLE f RENAME TO \"new f\"",
     "CREATE VIEW v AS SELECT a FROM \"new f\""},
    {"CREATE TABLE docs (id INTEGER PRIMARY KEY, body)",
     "CREATE VIRTUAL TABLE f USING fts5(body, content='docs', content_rowid='id')",
     "CREATE TRIGGER docs_ai AFTER INSERT ON docs BEGIN INSERT INTO f(rowid, body) VALUES (new.id, new.body); END",
     "CREATE TRIGGER docs_ad AFTER DELETE ON docs BEGIN INSERT INTO f(f, rowid, body) VALUES('delete', old.id, "
     "old.body); "
     "END"},
    {"CREATE TABLE t (a)", "CREATE TABLE \"t_content\" (x)",
     "CREATE TABLE like_escape_50 (\"a%\" CHECK (\"a%\" LIKE '%\\%' ESCAPE '\\'))"},
    {"CREATE TABLE t (a, \"rowid\" TEXT, oid)", "CREATE INDEX i ON t (oid) WHERE \"rowid\" > 'x'"},
    {"CREATE TABLE t (a INTEGER PRIMARY KEY, b DATE DEFAULT (date('now')) CHECK (date(b) = b), "
     "c TEXT COLLATE NOCASE DEFAULT ('a' COLLATE NOCASE))"},
    {"CREATE TEMP TABLE scratch (a)", "CREATE TABLE t (a)",
     "CREATE TEMP TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END"},
    {"CREATE TABLE IF NOT EXISTS main.t (a)", "CREATE UNIQUE INDEX IF NOT EXISTS main.i ON t (a)",
     "CREATE VIEW IF NOT EXISTS main.v AS SELECT 1",
     "CREATE TRIGGER IF NOT EXISTS main.g AFTER DELETE ON t BEGIN SELECT 1; END"},
    {"CREATE TABLE t (a INT NOT NULL DEFAULT 0 CHECK(a>=0)CHECK(a<=9)UNIQUE,b TEXT)"},
    {"CREATE TABLE t (replace, length, count CHECK (length(count) OR replace > length))"},
    {"CREATE TABLE t (a TEXT DEFAULT 'multi\nline' CHECK (a <> 'x\ny'), b CHECK (b NOT IN (1,2) AND b NOT BETWEEN 1 "
     "AND 2))"},
};

}  // namespace dunlin::database::sqlite::test
