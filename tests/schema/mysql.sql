-- What can differ between two schemas on MySQL only. tests/extended runs it, and mariadb.sql as far as MySQL takes that.

-- pair indexes of expressions
CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(100), b INT, KEY k (a), KEY e ((b + 1)), KEY gone ((b * 2)));
-- desired
CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(100), b INT, KEY k ((LOWER(a))), KEY e ((b + 2), a DESC), UNIQUE KEY u ((CONCAT('it''s ', a)), b));

-- pair indexes of JSON's elements
CREATE TABLE t (id INT PRIMARY KEY, j JSON, KEY gone ((CAST(j->'$.a' AS UNSIGNED ARRAY))));
-- desired
CREATE TABLE t (id INT PRIMARY KEY, j JSON, KEY k (id, (CAST(j->'$.b' AS CHAR(20) ARRAY))));

-- pair invisible indexes
CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, KEY k (a), KEY l (b) INVISIBLE, UNIQUE KEY u (a, b));
-- desired
CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, KEY k (a) INVISIBLE, KEY l (b), UNIQUE KEY u (a, b) INVISIBLE);

-- pair each attribute of an index
CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(100), b INT, c TEXT, KEY columns_ (a), KEY order_ (a, b), KEY prefix (a(10)), KEY rising (b), KEY unique_ (a, b), KEY commented (b, a) COMMENT 'one', FULLTEXT KEY words (c));
-- desired
CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(100), b INT, c TEXT, KEY columns_ (a, b), KEY order_ (b, a), KEY prefix (a(20)), KEY rising (b DESC), UNIQUE KEY unique_ (a, b), KEY commented (b, a) COMMENT 'it''s two', FULLTEXT KEY words (c) WITH PARSER ngram);

-- pair checks that are enforced or not
CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, CONSTRAINT c CHECK (a < 100), CONSTRAINT d CHECK (b < 1) NOT ENFORCED);
-- desired
CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, CONSTRAINT c CHECK (a < 100) NOT ENFORCED, CONSTRAINT d CHECK (b < 10), CONSTRAINT e CHECK (a + b < 500) NOT ENFORCED);

-- pair checks come, go and change
CREATE TABLE t (id INT PRIMARY KEY, a INT, b VARCHAR(20), CONSTRAINT one CHECK (a <> 77), CONSTRAINT gone CHECK (a + id < 5000));
-- desired
CREATE TABLE t (id INT PRIMARY KEY, a INT CHECK (a <> 78), b VARCHAR(20), CONSTRAINT one CHECK (b <> 'it''s \\ "here"'), CONSTRAINT `a b` CHECK (b IN ('1', '2', '3') OR a > 5));

-- pair defaults that are expressions
CREATE TABLE t (id INT PRIMARY KEY, a INT DEFAULT (1 + 2), b JSON, c TEXT DEFAULT ('it''s'), d BLOB, e POINT, f DATE DEFAULT (CURRENT_DATE + INTERVAL 1 DAY), g VARCHAR(50) DEFAULT 'it''s \\ here');
-- desired
CREATE TABLE t (id INT PRIMARY KEY, a INT DEFAULT (ABS(-4)), b JSON DEFAULT (JSON_ARRAY(1, 'x')), c TEXT DEFAULT (CONCAT('a', "b'c")), d BLOB DEFAULT (0x6162), e POINT DEFAULT (ST_PointFromText('POINT(1 1)')), f DATE DEFAULT (CURRENT_DATE - INTERVAL 1 MONTH), g VARCHAR(50) DEFAULT (UUID()));

-- pair generated columns
CREATE TABLE t (id INT PRIMARY KEY, a INT, j JSON, b INT AS (a + 1) VIRTUAL NOT NULL, c VARCHAR(20) AS (j->>'$.name') STORED, KEY kb (b));
-- desired
CREATE TABLE t (id INT PRIMARY KEY, a INT, j JSON, b INT AS (a + 1) STORED NOT NULL, c VARCHAR(20) AS (CONCAT('it''s ', j->>'$.other')) STORED, d INT AS (a * 2) VIRTUAL INVISIBLE, KEY kb (b));

-- pair reference systems
CREATE TABLE t (id INT PRIMARY KEY, a POINT NOT NULL SRID 0, b GEOMETRY NOT NULL SRID 4326, SPATIAL KEY k (a), SPATIAL KEY l (b));
-- desired
CREATE TABLE t (id INT PRIMARY KEY, a POINT NOT NULL SRID 4326, b GEOMETRY NOT NULL, c POLYGON NOT NULL SRID 3857, SPATIAL KEY k (a), SPATIAL KEY kc (c));

-- pair options of tables
CREATE TABLE t (id INT PRIMARY KEY, a INT) AUTOEXTEND_SIZE=4M;
CREATE TABLE u (id INT PRIMARY KEY, a INT);
-- desired
CREATE TABLE t (id INT PRIMARY KEY, a INT) STATS_PERSISTENT=0;
CREATE TABLE u (id INT PRIMARY KEY, a INT) COMPRESSION='ZLIB';

-- pair defaults that are no dates
SET sql_mode = '';
CREATE TABLE t (id INT PRIMARY KEY, a DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00', b INT);
-- desired
SET sql_mode = '';
CREATE TABLE t (id INT PRIMARY KEY, a DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00', b BIGINT, KEY k (b));
CREATE TABLE u (id INT PRIMARY KEY, a DATE DEFAULT '2020-00-00', b TIMESTAMP NOT NULL DEFAULT '0000-00-00 00:00:00');
SET sql_mode = DEFAULT;

-- pair vectors
CREATE TABLE t (id INT PRIMARY KEY, a VECTOR(3));
-- desired
CREATE TABLE t (id INT PRIMARY KEY, a VECTOR(4), b VECTOR(5));

-- pair types and what they default to
CREATE TABLE t (id INT PRIMARY KEY, a BIT(4) DEFAULT b'101', b VARBINARY(9) DEFAULT 'abc', c BINARY(3), d ENUM('1', 'it''s') DEFAULT 'it''s', e BOOLEAN DEFAULT TRUE, f FLOAT DEFAULT 1.5, g TIMESTAMP NOT NULL DEFAULT '2020-01-01 00:00:00' ON UPDATE CURRENT_TIMESTAMP, h DATETIME(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3));
-- desired
CREATE TABLE t (id INT PRIMARY KEY, a BIT(5) DEFAULT b'110', b VARBINARY(9) DEFAULT 'it''s \\', c BINARY(3) DEFAULT 'ab', d ENUM('1', 'it''s', '2') DEFAULT '2', e TINYINT DEFAULT 7, f FLOAT DEFAULT -2, g TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, h DATETIME(6) DEFAULT CURRENT_TIMESTAMP(6));

-- pair words that are MySQL's own
CREATE TABLE t (id INT PRIMARY KEY, a INT);
-- desired
CREATE TABLE t (id INT PRIMARY KEY, `external` INT, `manual` INT, `parallel` INT, `qualify` INT, `library` INT, `tablesample` INT, `rank` INT, `system` INT, `lateral` INT, `cube` INT, `of` INT, `empty` INT, KEY `function` (`rank`));

-- pair expressions with texts in them
CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(20), g VARCHAR(90) AS (CONCAT(a, 'x')) STORED, CONSTRAINT c CHECK (a <> 'x'));
-- desired
CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(20), g VARCHAR(90) AS (CONCAT(a, 'it''s \\ "q" `b` é \n', x'4142')) STORED, CONSTRAINT c CHECK (a <> 'it''s \\ "q" `b`' AND a NOT LIKE '%\\_%'));

-- pair rename in a table whose defaults are no dates
SET sql_mode = '';
CREATE TABLE t (id INT PRIMARY KEY, a DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00', b INT, KEY k (b));
-- desired
SET sql_mode = '';
CREATE TABLE t (
  id INT PRIMARY KEY,
  a DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00',
  c INT -- dunlin:renamed-from b
);
-- dunlin:renamed-from k
CREATE INDEX l ON t (c);
SET sql_mode = DEFAULT;

-- pair rename of a column that checks, computed columns, defaults and indexes of expressions use
CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, s INT AS (a * 2) STORED, v INT AS (s + a) VIRTUAL, d INT DEFAULT (a + 1), w VARCHAR(40) AS (CONCAT('`a` it''s ', a)) VIRTUAL NOT NULL, KEY ks (s), KEY kv (v, a), KEY e ((a + 5), a DESC), KEY f ((b * 2)), UNIQUE KEY u (a), CONSTRAINT c CHECK (a < 100000), CONSTRAINT other CHECK (b < 100000), CONSTRAINT loose CHECK (a + b < 7) NOT ENFORCED);
-- desired
CREATE TABLE t (
  id INT PRIMARY KEY,
  `a ``b` INT, -- dunlin:renamed-from a
  b INT,
  s INT AS (`a ``b` * 2) STORED,
  v INT AS (s + `a ``b`) VIRTUAL,
  d INT DEFAULT (`a ``b` + 1),
  w VARCHAR(40) AS (CONCAT('`a` it''s ', `a ``b`)) VIRTUAL NOT NULL,
  KEY ks (s),
  KEY kv (v, `a ``b`),
  KEY e ((`a ``b` + 5), `a ``b` DESC),
  KEY f ((b * 2)),
  UNIQUE KEY u (`a ``b`),
  CONSTRAINT c CHECK (`a ``b` < 100000),
  CONSTRAINT other CHECK (b < 100000),
  CONSTRAINT loose CHECK (`a ``b` + b < 7) NOT ENFORCED
);

-- pair rename of several columns that one check uses, and of one that is computed from them
CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, g INT AS (a + b) STORED, KEY k (g), CONSTRAINT c CHECK (a + b < 1000000));
-- desired
CREATE TABLE t (
  id INT PRIMARY KEY,
  x INT, -- dunlin:renamed-from a
  y INT, -- dunlin:renamed-from b
  z INT AS (x + y) STORED, -- dunlin:renamed-from g
  KEY k (z),
  CONSTRAINT c CHECK (x + y < 1000000)
);
