-- What can differ between two schemas on SQLite. Names of pairs say what is done on the way there; the way back undoes it.

-- pair add and drop a column
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER NOT NULL DEFAULT 7);

-- pair add a column in the middle
CREATE TABLE t (id INTEGER PRIMARY KEY, z TEXT);
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, b TEXT DEFAULT 'x', z TEXT);

-- pair change a type
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a VARCHAR(20));

-- pair change null and default
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT NOT NULL DEFAULT 'x');
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL DEFAULT 'y', b TEXT);

-- pair change a collation
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT COLLATE NOCASE);

-- pair add, change and drop checks
CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER CONSTRAINT small CHECK (a < 1000), b INTEGER CHECK (b <> 99));
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER CONSTRAINT small CHECK (a < 2000), b INTEGER, CHECK (a + b > 0));

-- pair add and change unique constraints
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, UNIQUE (a));
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, CONSTRAINT both UNIQUE (a, b) ON CONFLICT REPLACE);

-- pair change the primary key
CREATE TABLE t (a INTEGER NOT NULL, b TEXT NOT NULL, PRIMARY KEY (a));
-- desired
CREATE TABLE t (a INTEGER NOT NULL, b TEXT NOT NULL, PRIMARY KEY (a, b));

-- pair count by itself
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);

-- pair add, change and drop foreign keys
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER REFERENCES p (id) ON DELETE CASCADE, b INTEGER);
-- desired
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER REFERENCES p (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED, b INTEGER REFERENCES p ON UPDATE CASCADE);

-- pair rebuild a parent and keep its children
CREATE TABLE p (id INTEGER PRIMARY KEY, a TEXT);
CREATE TABLE t (id INTEGER PRIMARY KEY, p_id INTEGER REFERENCES p (id) ON DELETE CASCADE);
CREATE VIEW v AS SELECT p.a FROM p JOIN t ON t.p_id = p.id;
CREATE TRIGGER tr AFTER INSERT ON p BEGIN UPDATE t SET p_id = p_id WHERE id = NEW.id; END;
CREATE INDEX ix ON p (a);
-- desired
CREATE TABLE p (id INTEGER PRIMARY KEY, a VARCHAR(10) DEFAULT 'q');
CREATE TABLE t (id INTEGER PRIMARY KEY, p_id INTEGER REFERENCES p (id) ON DELETE CASCADE);
CREATE VIEW v AS SELECT p.a FROM p JOIN t ON t.p_id = p.id;
CREATE TRIGGER tr AFTER INSERT ON p BEGIN UPDATE t SET p_id = p_id WHERE id = NEW.id; END;
CREATE INDEX ix ON p (a);

-- pair generated columns
CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, d INTEGER AS (a * 2) STORED);
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, d INTEGER AS (a * 3) STORED, e INTEGER AS (a + 1));

-- pair STRICT and WITHOUT ROWID
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT) STRICT, WITHOUT ROWID;

-- pair indexes
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER);
CREATE INDEX i1 ON t (a);
CREATE INDEX gone ON t (b);
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER);
CREATE UNIQUE INDEX i1 ON t (a DESC, b);
CREATE INDEX i2 ON t (lower(a) COLLATE NOCASE) WHERE b > 0;

-- pair tables
CREATE TABLE old (id INTEGER PRIMARY KEY);
-- desired
CREATE TABLE "new one" (id INTEGER PRIMARY KEY, "group" TEXT, other INTEGER REFERENCES "new one" (id));
CREATE INDEX "new index" ON "new one" ("group");

-- pair views
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
CREATE VIEW v1 AS SELECT id FROM t;
CREATE VIEW v2 AS SELECT id FROM v1;
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
CREATE VIEW v1 (x, y) AS SELECT id, a FROM t;
CREATE VIEW v2 AS SELECT x AS id FROM v1;
CREATE VIEW v3 AS SELECT * FROM v2;

-- pair triggers
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
CREATE TRIGGER a1 AFTER UPDATE ON t BEGIN SELECT 1; END;
CREATE TRIGGER a2 BEFORE DELETE ON t BEGIN SELECT 2; END;
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
CREATE TRIGGER a1 AFTER UPDATE OF a ON t WHEN NEW.a <> OLD.a BEGIN SELECT 1; SELECT 3; END;
CREATE VIEW v AS SELECT id FROM t;
CREATE TRIGGER a3 INSTEAD OF INSERT ON v BEGIN INSERT INTO t (a) VALUES (NEW.id); END;

-- pair virtual tables
CREATE VIRTUAL TABLE notes USING fts5(title, body);
-- desired
CREATE VIRTUAL TABLE notes USING fts5(title, body, tokenize = 'porter');
CREATE VIRTUAL TABLE boxes USING rtree(id, x0, x1);


-- pair rename a table, a column and an index
CREATE TABLE users (id INTEGER PRIMARY KEY, mail TEXT NOT NULL UNIQUE, years INTEGER CHECK (years >= 0));
CREATE INDEX users_years ON users (years);
CREATE TABLE posts (id INTEGER PRIMARY KEY, author INTEGER REFERENCES users (id) ON DELETE CASCADE);
-- desired
-- dunlin:renamed-from users
CREATE TABLE people (
  id INTEGER PRIMARY KEY,
  email TEXT NOT NULL UNIQUE, -- dunlin:renamed-from mail
  -- dunlin:renamed-from years
  age INTEGER CHECK (age >= 0)
);
-- dunlin:renamed-from users_years
CREATE INDEX people_age ON people (age);
CREATE TABLE posts (id INTEGER PRIMARY KEY, author INTEGER REFERENCES people (id) ON DELETE CASCADE);

-- pair rename what views and triggers use
CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT, y TEXT AS (upper(x)));
CREATE TABLE log (at TEXT, what TEXT);
CREATE VIEW v AS SELECT id, x FROM a WHERE x > '';
CREATE VIEW w AS SELECT x FROM v;
CREATE TRIGGER a_log AFTER UPDATE OF x ON a WHEN OLD.x <> NEW.x BEGIN INSERT INTO log (at, what) VALUES (datetime(), NEW.x); END;
CREATE TRIGGER log_a AFTER INSERT ON log BEGIN UPDATE a SET x = NEW.what WHERE id = -1; END;
-- desired
-- dunlin:renamed-from a
CREATE TABLE b (
  id INTEGER PRIMARY KEY,
  name TEXT, -- dunlin:renamed-from x
  y TEXT AS (upper(name))
);
CREATE TABLE log (at TEXT, what TEXT);
CREATE VIEW v AS SELECT id, name AS x FROM b WHERE name > '';
CREATE VIEW w AS SELECT x FROM v;
CREATE TRIGGER a_log AFTER UPDATE OF name ON b WHEN OLD.name <> NEW.name BEGIN INSERT INTO log (at, what) VALUES (datetime(), NEW.name); END;
CREATE TRIGGER log_a AFTER INSERT ON log BEGIN UPDATE b SET name = NEW.what WHERE id = -1; END;

-- pair rename and change at once
CREATE TABLE users (id INTEGER PRIMARY KEY, mail TEXT, old TEXT);
-- desired
-- dunlin:renamed-from users
CREATE TABLE people (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  email VARCHAR(100) DEFAULT 'none' CHECK (email <> ''), -- dunlin:renamed-from mail
  born TEXT
);

-- pair rename a column to another case
CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE INDEX ix ON t (name);
-- desired
CREATE TABLE t (
  id INTEGER PRIMARY KEY,
  Name TEXT UNIQUE -- dunlin:renamed-from name
);
CREATE INDEX ix ON t (Name);

-- pair rename a table to another case
CREATE TABLE item (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES item (id));
CREATE VIEW v AS SELECT id FROM item;
-- desired
-- dunlin:renamed-from item
CREATE TABLE Item (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES Item (id));
CREATE VIEW v AS SELECT id FROM Item;

-- pair rename a table with an index that becomes another one
CREATE TABLE old (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
CREATE INDEX ix ON old (a);
CREATE TRIGGER tr BEFORE DELETE ON old BEGIN SELECT RAISE(ABORT, 'no') WHERE OLD.a = '!'; END;
-- desired
-- dunlin:renamed-from old
CREATE TABLE new (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
CREATE UNIQUE INDEX ix2 ON new (a, b);
CREATE TRIGGER tr BEFORE DELETE ON new BEGIN SELECT RAISE(ABORT, 'never') WHERE OLD.a = '!'; END;

-- pair rename keys of all sorts
CREATE TABLE p (a INTEGER, b INTEGER, PRIMARY KEY (a, b));
CREATE TABLE t (
  k INTEGER NOT NULL, x INTEGER, y INTEGER, CONSTRAINT pk PRIMARY KEY (k), CONSTRAINT xy UNIQUE (x, y),
  CONSTRAINT positive CHECK (x > 0), CONSTRAINT fk FOREIGN KEY (x, y) REFERENCES p (a, b)
);
-- desired
CREATE TABLE p (
  c INTEGER, -- dunlin:renamed-from a
  b INTEGER, PRIMARY KEY (c, b)
);
CREATE TABLE t (
  key INTEGER NOT NULL, -- dunlin:renamed-from k
  z INTEGER, -- dunlin:renamed-from x
  y INTEGER, CONSTRAINT pk PRIMARY KEY (key), CONSTRAINT zy UNIQUE (z, y),
  CONSTRAINT positive_z CHECK (z > 0), CONSTRAINT fk FOREIGN KEY (z, y) REFERENCES p (c, b)
);

-- pair rename a virtual table
CREATE VIRTUAL TABLE notes USING fts5(title, body);
-- desired
-- dunlin:renamed-from notes
CREATE VIRTUAL TABLE papers USING fts5(title, body);

-- pair add and drop columns of each sort
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
CREATE TABLE p (id INTEGER PRIMARY KEY);
-- desired
CREATE TABLE t (
  id INTEGER PRIMARY KEY, a TEXT, n1, n2 INTEGER NOT NULL DEFAULT -1, n3 TEXT COLLATE RTRIM DEFAULT 'it''s',
  n4 TEXT DEFAULT CURRENT_TIMESTAMP, n5 INTEGER DEFAULT (1 + 1), n6 BLOB DEFAULT x'00ff', n7 TEXT UNIQUE,
  n8 INTEGER REFERENCES p (id) DEFAULT NULL, n9 INTEGER REFERENCES p (id) DEFAULT 1, n10 TEXT AS (a || 'x'),
  n11 TEXT AS (a || 'y') STORED, n12 REAL CHECK (n12 IS NULL OR n12 > 0), n13 TEXT NOT NULL ON CONFLICT IGNORE DEFAULT '',
  n14 BOOLEAN DEFAULT TRUE, n15 REAL DEFAULT 1.5e3
);
CREATE TABLE p (id INTEGER PRIMARY KEY);

-- pair add columns where there is a view
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, z TEXT);
CREATE VIEW v AS SELECT * FROM t;
CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT NEW.a; END;
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT DEFAULT 'b', c INTEGER);
CREATE VIEW v AS SELECT * FROM t;
CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT NEW.a; END;

-- pair drop a column that much refers to
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, c TEXT AS (a || b), UNIQUE (b), CHECK (b <> '!'));
CREATE INDEX ix ON t (b) WHERE b IS NOT NULL;
CREATE VIEW v AS SELECT b FROM t;
CREATE TRIGGER tr AFTER UPDATE OF b ON t BEGIN SELECT NEW.b; END;
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);

-- pair columns in another order
CREATE TABLE t (a TEXT, b INTEGER, c REAL, id INTEGER PRIMARY KEY);
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, c REAL, b INTEGER, a TEXT);

-- pair a column without a type gets one
CREATE TABLE t (a, b);
-- desired
CREATE TABLE t (a TEXT, b INTEGER);

-- pair defaults that look alike
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT DEFAULT '1', b INTEGER DEFAULT 1, c DEFAULT 'CURRENT_TIMESTAMP', d DEFAULT NULL, e);
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT DEFAULT 1, b INTEGER DEFAULT (1 * 1), c DEFAULT CURRENT_TIMESTAMP, d, e DEFAULT (NULL));

-- pair NOT NULL with and without a way out
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b TEXT CONSTRAINT said NOT NULL DEFAULT 'x');
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL ON CONFLICT IGNORE, b TEXT NOT NULL ON CONFLICT REPLACE DEFAULT 'x');

-- pair a primary key comes and goes
CREATE TABLE t (a INTEGER NOT NULL, b TEXT);
-- desired
CREATE TABLE t (a INTEGER NOT NULL, b TEXT, PRIMARY KEY (a));

-- pair a primary key that is the rowid and one that is not
CREATE TABLE t (id INTEGER PRIMARY KEY DESC, a TEXT);
CREATE TABLE u (id INTEGER PRIMARY KEY, a TEXT);
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
CREATE TABLE u (id INT PRIMARY KEY NOT NULL, a TEXT);

-- pair keys with directions and collations
CREATE TABLE t (a TEXT NOT NULL, b TEXT COLLATE NOCASE NOT NULL, PRIMARY KEY (a, b), UNIQUE (b, a));
-- desired
CREATE TABLE t (a TEXT NOT NULL, b TEXT COLLATE NOCASE NOT NULL, PRIMARY KEY (a DESC, b COLLATE BINARY) ON CONFLICT ROLLBACK, UNIQUE (b COLLATE RTRIM, a DESC) ON CONFLICT FAIL);

-- pair AUTOINCREMENT goes, and is there with another name
CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);
CREATE TABLE u (id INTEGER CONSTRAINT pk PRIMARY KEY ON CONFLICT REPLACE AUTOINCREMENT, a TEXT);
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
CREATE TABLE u (id INTEGER PRIMARY KEY AUTOINCREMENT, a VARCHAR(9));

-- pair STRICT comes with types that it has
CREATE TABLE t (id INTEGER PRIMARY KEY, a VARCHAR(20), b BOOLEAN, c DATETIME, d);
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER, c TEXT, d ANY) STRICT;

-- pair WITHOUT ROWID goes
CREATE TABLE t (a TEXT, b INTEGER, c TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE INDEX ix ON t (c);
-- desired
CREATE TABLE t (a TEXT, b INTEGER, c TEXT, PRIMARY KEY (a, b));
CREATE INDEX ix ON t (c);

-- pair generated columns become stored, virtual, plain
CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, s INTEGER AS (a + 1) STORED, v INTEGER AS (a + 2), p INTEGER);
CREATE INDEX ix ON t (v);
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, s INTEGER AS (a + 1) VIRTUAL, v INTEGER AS (a + 2) STORED NOT NULL, p INTEGER AS (s * v) CHECK (p >= 0));
CREATE INDEX ix ON t (v);

-- pair generated columns of each other, named and unique
CREATE TABLE t (a INTEGER);
-- desired
CREATE TABLE t (a INTEGER, b INTEGER CONSTRAINT twice GENERATED ALWAYS AS (a * 2) UNIQUE, c TEXT COLLATE NOCASE AS ('x' || b) STORED, UNIQUE (c, a));

-- pair foreign keys with every action
CREATE TABLE p (id INTEGER PRIMARY KEY, x INTEGER, y INTEGER, UNIQUE (x, y));
CREATE TABLE t (a REFERENCES p, b REFERENCES p, c REFERENCES p, d REFERENCES p, x INTEGER DEFAULT 0, y INTEGER DEFAULT 0, FOREIGN KEY (x, y) REFERENCES p (x, y));
-- desired
CREATE TABLE p (id INTEGER PRIMARY KEY, x INTEGER, y INTEGER, UNIQUE (x, y));
CREATE TABLE t (
  a REFERENCES p ON DELETE RESTRICT ON UPDATE RESTRICT, b REFERENCES p ON DELETE SET NULL ON UPDATE SET NULL,
  c REFERENCES p ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE, d REFERENCES p (id) MATCH FULL NOT DEFERRABLE INITIALLY DEFERRED,
  x INTEGER DEFAULT 0, y INTEGER DEFAULT 0,
  CONSTRAINT xy FOREIGN KEY (x, y) REFERENCES p (x, y) ON DELETE SET DEFAULT ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED
);

-- pair tables that refer to each other
CREATE TABLE a (id INTEGER PRIMARY KEY);
-- desired
CREATE TABLE a (id INTEGER PRIMARY KEY, b INTEGER REFERENCES b (id), self INTEGER REFERENCES a (id) ON DELETE CASCADE);
CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER NOT NULL REFERENCES a (id) ON DELETE CASCADE);

-- pair a parent whose key changes
CREATE TABLE p (id INTEGER PRIMARY KEY, code TEXT UNIQUE);
CREATE TABLE t (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p (id) ON DELETE CASCADE);
CREATE TABLE s (id INTEGER PRIMARY KEY, t INTEGER REFERENCES t (id) ON DELETE CASCADE);
-- desired
CREATE TABLE p (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT NOT NULL UNIQUE);
CREATE TABLE t (id INTEGER PRIMARY KEY, p INTEGER NOT NULL REFERENCES p (id) ON DELETE CASCADE ON UPDATE CASCADE);
CREATE TABLE s (id INTEGER PRIMARY KEY, t INTEGER REFERENCES t (id) ON DELETE SET NULL);

-- pair a parent goes and its children stay
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE t (id INTEGER PRIMARY KEY, p BLOB REFERENCES p (id) ON DELETE CASCADE, q BLOB REFERENCES missing (id));
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, p BLOB);

-- pair a rebuild whose triggers would write
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
CREATE TABLE log (id INTEGER PRIMARY KEY, what TEXT);
CREATE TRIGGER t_ins AFTER INSERT ON t BEGIN INSERT INTO log (what) VALUES ('in'); END;
CREATE TRIGGER t_del BEFORE DELETE ON t BEGIN INSERT INTO log (what) VALUES ('out'); END;
CREATE TRIGGER log_t AFTER INSERT ON log WHEN NEW.what = 'never' BEGIN DELETE FROM t; END;
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT COLLATE NOCASE);
CREATE TABLE log (id INTEGER PRIMARY KEY, what TEXT NOT NULL);
CREATE TRIGGER t_ins AFTER INSERT ON t BEGIN INSERT INTO log (what) VALUES ('in'); END;
CREATE TRIGGER t_del BEFORE DELETE ON t BEGIN INSERT INTO log (what) VALUES ('out'); END;
CREATE TRIGGER log_t AFTER INSERT ON log WHEN NEW.what = 'never' BEGIN DELETE FROM t; END;

-- pair indexes alter each attribute
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, c INTEGER);
CREATE INDEX direction ON t (a);
CREATE INDEX collated ON t (a);
CREATE INDEX partial ON t (a) WHERE c > 0;
CREATE INDEX expression ON t (a || b);
CREATE INDEX made_unique ON t (c);
CREATE INDEX named ON t (b, c);
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, c INTEGER);
CREATE INDEX direction ON t (a DESC);
CREATE INDEX collated ON t (a COLLATE NOCASE);
CREATE INDEX partial ON t (a) WHERE c > 1 AND b IS NOT 'x';
CREATE INDEX expression ON t (substr(a, 1, 3), length(b));
CREATE UNIQUE INDEX made_unique ON t (c);
CREATE INDEX renamed ON t (b, c);

-- pair an index moves to another table
CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT);
CREATE TABLE b (id INTEGER PRIMARY KEY, x TEXT);
CREATE INDEX ix ON a (x);
-- desired
CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT);
CREATE TABLE b (id INTEGER PRIMARY KEY, x TEXT);
CREATE INDEX ix ON b (x);

-- pair a trigger moves to another table
CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT);
CREATE TABLE b (id INTEGER PRIMARY KEY, x TEXT);
CREATE TRIGGER tr AFTER INSERT ON a BEGIN SELECT 1; END;
-- desired
CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT);
CREATE TABLE b (id INTEGER PRIMARY KEY, x TEXT);
CREATE TRIGGER tr AFTER INSERT ON b BEGIN SELECT 1; END;

-- pair an index of a name that a rebuilt table's had
CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT, y TEXT);
CREATE TABLE b (id INTEGER PRIMARY KEY, x TEXT);
CREATE INDEX ix ON a (x);
CREATE INDEX iy ON b (x);
-- desired
CREATE TABLE a (id INTEGER PRIMARY KEY, x VARCHAR(3), y TEXT);
CREATE TABLE b (id INTEGER PRIMARY KEY, x VARCHAR(3));
CREATE INDEX ix ON b (x);
CREATE INDEX iy ON a (y);

-- pair a view becomes a table
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
CREATE VIEW v AS SELECT id, a FROM t;
CREATE TRIGGER tr INSTEAD OF INSERT ON v BEGIN INSERT INTO t (a) VALUES (NEW.a); END;
CREATE VIEW w AS SELECT a FROM v;
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
CREATE TABLE v (id INTEGER PRIMARY KEY, a TEXT);
CREATE VIEW w AS SELECT a FROM v;

-- pair views of views change below
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
CREATE VIEW v1 AS SELECT id, a FROM t;
CREATE VIEW v2 AS SELECT * FROM v1;
CREATE VIEW v3 AS SELECT v2.id, u.n FROM v2 LEFT JOIN (SELECT count(*) AS n FROM v1) AS u;
CREATE TRIGGER tr INSTEAD OF UPDATE OF a ON v2 BEGIN UPDATE t SET a = NEW.a WHERE id = OLD.id; END;
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL DEFAULT '');
CREATE VIEW v1 AS SELECT a, id FROM t WHERE id IN (SELECT max(id) FROM t GROUP BY a HAVING count(*) > 1) ORDER BY a DESC LIMIT 10 OFFSET 1;
CREATE VIEW v2 AS WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 5) SELECT v1.*, n.x FROM v1, n;
CREATE VIEW v3 AS SELECT v2.id, row_number() OVER (PARTITION BY v2.x ORDER BY v2.id NULLS LAST) AS n FROM v2;
CREATE TRIGGER tr INSTEAD OF UPDATE OF a ON v2 WHEN NEW.a IS NOT OLD.a BEGIN UPDATE t SET a = NEW.a WHERE id = OLD.id; SELECT CASE WHEN NEW.a = 'end' THEN RAISE(IGNORE) END; END;

-- pair triggers of every event
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
CREATE TRIGGER bi BEFORE INSERT ON t BEGIN SELECT 1; END;
CREATE TRIGGER au AFTER UPDATE ON t BEGIN SELECT 1; END;
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
CREATE TRIGGER bi AFTER INSERT ON t FOR EACH ROW BEGIN SELECT 1; END;
CREATE TRIGGER bu BEFORE UPDATE OF a, b ON t BEGIN INSERT OR REPLACE INTO t (id, a) VALUES (1, NEW.a) ON CONFLICT (id) DO UPDATE SET a = excluded.a; END;
CREATE TRIGGER ad AFTER DELETE ON t BEGIN DELETE FROM t WHERE id IN (SELECT id FROM t WHERE a = OLD.a); UPDATE OR IGNORE t SET a = 'end;' WHERE b = OLD.b; END;

-- pair full text over a table
CREATE TABLE docs (id INTEGER PRIMARY KEY, title TEXT, body TEXT);
-- desired
CREATE TABLE docs (id INTEGER PRIMARY KEY, title TEXT, body TEXT);
CREATE VIRTUAL TABLE docs_fts USING fts5(title, body, content='docs', content_rowid='id', prefix='2 3');
CREATE TRIGGER docs_ai AFTER INSERT ON docs BEGIN INSERT INTO docs_fts (rowid, title, body) VALUES (new.id, new.title, new.body); END;
CREATE TRIGGER docs_ad AFTER DELETE ON docs BEGIN INSERT INTO docs_fts (docs_fts, rowid, title, body) VALUES ('delete', old.id, old.title, old.body); END;

-- pair full text columns come and go
CREATE VIRTUAL TABLE notes USING fts5(title, body);
CREATE VIRTUAL TABLE old USING fts4(a, b);
CREATE VIRTUAL TABLE gone USING fts5(x);
-- desired
CREATE VIRTUAL TABLE notes USING fts5(title, body, tags UNINDEXED);
CREATE VIRTUAL TABLE old USING fts4(a, b, tokenize=porter);

-- pair R-trees
CREATE VIRTUAL TABLE boxes USING rtree(id, x0, x1);
-- desired
CREATE VIRTUAL TABLE boxes USING rtree(id, x0, x1, +label TEXT);
CREATE VIRTUAL TABLE cubes USING rtree_i32(id, x0, x1, y0, y1, z0, z1);

-- pair a plain table becomes a virtual one
CREATE TABLE notes (title TEXT, body TEXT);
-- desired
CREATE VIRTUAL TABLE notes USING fts5(title, body);

-- pair names that need quotes
CREATE TABLE "order" ("group" TEXT, "a b" INTEGER, "it""s" TEXT, [select] TEXT, `from` TEXT, "ünï" TEXT);
CREATE INDEX "index" ON "order" ("group", "a b");
CREATE VIEW "view" AS SELECT "group", "a b" AS "c d" FROM "order";
CREATE TRIGGER "trigger" AFTER INSERT ON "order" BEGIN UPDATE "order" SET "group" = "a b" WHERE "it""s" = 'x'; END;
-- desired
CREATE TABLE "order" ("group" VARCHAR(3), "a b" INTEGER, "it""s" TEXT, [select] TEXT, `from` TEXT, "ünï" TEXT, "primary" TEXT, CHECK ("a b" <> 99));
CREATE INDEX "index" ON "order" ("group" DESC, "a b");
CREATE VIEW "view" AS SELECT "group", "a b" AS "c d", "primary" FROM "order";
CREATE TRIGGER "trigger" AFTER INSERT ON "order" BEGIN UPDATE "order" SET "group" = "a b" WHERE "it""s" = 'y'; END;

-- pair constraints that share a name or say the same twice
CREATE TABLE t (a INTEGER, b INTEGER, CONSTRAINT c CHECK (a > 0), CONSTRAINT c CHECK (b > 0), UNIQUE (a), UNIQUE (a));
-- desired
CREATE TABLE t (a INTEGER, b INTEGER, CONSTRAINT c CHECK (a > 0), CONSTRAINT c CHECK (b > -1), CONSTRAINT c UNIQUE (a, b));

-- pair everything goes
CREATE TABLE p (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);
CREATE TABLE t (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p (id));
CREATE INDEX ix ON t (p);
CREATE VIEW v AS SELECT * FROM t;
CREATE TRIGGER tr INSTEAD OF DELETE ON v BEGIN DELETE FROM t WHERE id = OLD.id; END;
CREATE VIRTUAL TABLE notes USING fts5(a);
-- desired
SELECT 1;
-- pair a column goes where a view that is broken comes
CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT);
CREATE TABLE u (a INTEGER PRIMARY KEY, b TEXT);
-- desired
CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT);
CREATE TABLE u (a INTEGER PRIMARY KEY);
CREATE VIEW broken AS SELECT x FROM nowhere;
