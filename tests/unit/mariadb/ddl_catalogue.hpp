// One statement of each kind that makes something in a MariaDB schema.
#pragma once

namespace dunlin::database {

inline constexpr const char* ddl_catalogue[] = {
    // Types, defaults and comments.
    R"(CREATE TABLE numbers (a TINYINT, b SMALLINT UNSIGNED, c MEDIUMINT, d INT(5) UNSIGNED ZEROFILL, e BIGINT UNSIGNED,
       f DECIMAL(20, 6) UNSIGNED, g FLOAT, h DOUBLE(8, 3), i BIT(5) DEFAULT b'10101', j BOOLEAN NOT NULL DEFAULT FALSE,
       k INT NOT NULL DEFAULT -5, l INT(10), m YEAR, n REAL DEFAULT 1e10, o INT ZEROFILL))",
    R"(CREATE TABLE texts (a CHAR(3) NOT NULL DEFAULT '', b VARCHAR(20) DEFAULT 'it''s \\ here', c TINYTEXT, d TEXT
       DEFAULT (concat('a', 'b')), e MEDIUMTEXT NOT NULL, f LONGTEXT, g ENUM('a', 'b''c', 'ü') DEFAULT 'a',
       h SET('x', 'y') NOT NULL, i VARCHAR(10) CHARACTER SET latin1, j VARCHAR(10) COLLATE utf8mb4_bin, k CHAR(2)
       CHARACTER SET ascii DEFAULT 'NU', l VARCHAR(10) DEFAULT 'NULL', m VARCHAR(10) COMPRESSED))",
    R"(CREATE TABLE bytes (a BINARY(4), b VARBINARY(20) DEFAULT x'4142', c TINYBLOB, d BLOB DEFAULT 'abc', e LONGBLOB))",
    R"(CREATE TABLE times (a DATE DEFAULT curdate(), b TIME(3), c DATETIME(6) NOT NULL DEFAULT current_timestamp(6) ON
       UPDATE current_timestamp(6), d TIMESTAMP NOT NULL DEFAULT current_timestamp(), e TIMESTAMP NULL, f DATETIME
       DEFAULT '2020-01-01 00:00:00', g TIMESTAMP NOT NULL DEFAULT '2020-01-01 00:00:00' ON UPDATE
       current_timestamp()))",
    R"(CREATE TABLE special (a JSON, b UUID DEFAULT uuid(), c INET6, d INET4, e GEOMETRY, f POINT NOT NULL, g POLYGON,
       h INT INVISIBLE DEFAULT 3, i JSON NOT NULL DEFAULT '{}' CHECK (json_length(i) < 5)))",
    R"(CREATE TABLE generated (a INT, b INT AS (a * 2) VIRTUAL, c VARCHAR(30) AS (concat('x''y', a)) STORED COMMENT 'of
 a', d INT GENERATED ALWAYS AS (a + 1) PERSISTENT, KEY (b), KEY (c)))",
    R"(CREATE TABLE commented (a INT COMMENT 'it''s a "comment" \\ with (everything); -- in it', b INT) COMMENT 'the
table''s')",
    R"(CREATE TABLE `odd ``names` (`a b` INT, `c``d` INT, `select` INT, `Ünï` INT, `1` INT, KEY `k ``x` (`a b`, `c``d`),
       CONSTRAINT `c 1` CHECK (`a b` > `c``d`)))",
    // Keys, indexes and checks.
    R"(CREATE TABLE parents (id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, code VARCHAR(20) NOT NULL, name VARCHAR(50),
       UNIQUE KEY uq_code (code), UNIQUE KEY uq_prefix (name(10)), UNIQUE KEY uq_two (code, name)) AUTO_INCREMENT = 77)",
    R"(CREATE TABLE compound (a INT, b INT, c VARCHAR(300), PRIMARY KEY (b, a, c(10))))",
    R"(CREATE TABLE counted (a INT, b INT AUTO_INCREMENT, KEY (b), PRIMARY KEY (a)))",
    R"(CREATE TABLE indexed (a INT, b VARCHAR(100), c TEXT, d POINT NOT NULL, e BLOB, KEY ix_a (a DESC, b), KEY ix_prefix
       (b(5), c(20)), KEY ix_ignored (a) IGNORED, KEY ix_comment (a, b) COMMENT 'it''s', FULLTEXT KEY ix_text (b, c),
       SPATIAL KEY ix_place (d), UNIQUE KEY ix_long (e)) ENGINE = InnoDB)",
    R"(CREATE TABLE in_memory (a INT, b INT, KEY h (a), KEY t (b) USING BTREE) ENGINE = MEMORY MAX_ROWS = 1000)",
    R"(CREATE TABLE checked (a INT CHECK (a > 0), b INT CHECK (b > 1 AND b < 100), c INT, CONSTRAINT ordered CHECK (a < b
       OR c IS NULL), CHECK (c <> 5)))",
    R"(CREATE INDEX ix_later ON checked (c, a))",
    R"(CREATE UNIQUE INDEX uq_later ON checked (c DESC))",
    // Foreign keys.
    R"(CREATE TABLE children (id BIGINT PRIMARY KEY, parent_id INT UNSIGNED NOT NULL, other_id INT UNSIGNED, CONSTRAINT
       fk_parent FOREIGN KEY (parent_id) REFERENCES parents (id) ON DELETE CASCADE ON UPDATE CASCADE, CONSTRAINT fk_other
       FOREIGN KEY (other_id) REFERENCES parents (id) ON DELETE SET NULL, FOREIGN KEY (other_id) REFERENCES parents (id)
       ON UPDATE RESTRICT))",
    R"(CREATE TABLE tree (id INT PRIMARY KEY, up INT, KEY mine (up), CONSTRAINT fk_up FOREIGN KEY (up) REFERENCES tree (id)
       ON DELETE NO ACTION))",
    R"(CREATE TABLE round_a (id INT PRIMARY KEY, b_id INT))",
    R"(CREATE TABLE round_b (id INT PRIMARY KEY, a_id INT, FOREIGN KEY (a_id) REFERENCES round_a (id)))",
    R"(ALTER TABLE round_a ADD CONSTRAINT to_b FOREIGN KEY (b_id) REFERENCES round_b (id))",
    R"(CREATE TABLE two_columns (a INT, b INT, x INT, y INT, PRIMARY KEY (a, b), CONSTRAINT fk_two FOREIGN KEY (x, y)
       REFERENCES two_columns (a, b)))",
    // Options of tables.
    R"(CREATE TABLE in_latin (a VARCHAR(10), b VARCHAR(10) CHARACTER SET utf8mb4) DEFAULT CHARACTER SET latin1)",
    R"(CREATE TABLE in_binary (a VARCHAR(10)) COLLATE utf8mb4_bin)",
    R"(CREATE TABLE compressed (a INT) ROW_FORMAT = COMPRESSED KEY_BLOCK_SIZE = 8)",
    R"(CREATE TABLE page_compressed (a INT) PAGE_COMPRESSED = 1)",
    R"(CREATE TABLE dynamic_rows (a INT) ROW_FORMAT = DYNAMIC STATS_PERSISTENT = 1 STATS_AUTO_RECALC = 0)",
    R"(CREATE TABLE in_myisam (a INT, b VARCHAR(10)) ENGINE = MyISAM MAX_ROWS = 100 AVG_ROW_LENGTH = 50 CHECKSUM = 1
       DELAY_KEY_WRITE = 1)",
    R"(CREATE TABLE in_myisam_too (a INT, b VARCHAR(10)) ENGINE = MyISAM)",
    R"(CREATE TABLE merged (a INT, b VARCHAR(10)) ENGINE = MRG_MyISAM UNION = (in_myisam_too) INSERT_METHOD = LAST)",
    R"(CREATE TABLE in_aria (a INT) ENGINE = Aria TRANSACTIONAL = 1 PAGE_CHECKSUM = 1)",
    // History, periods and partitions.
    R"(CREATE TABLE versioned (a INT, b INT WITHOUT SYSTEM VERSIONING, PRIMARY KEY (a)) WITH SYSTEM VERSIONING)",
    R"(CREATE TABLE versioned_openly (a INT PRIMARY KEY, since TIMESTAMP(6) GENERATED ALWAYS AS ROW START, until
       TIMESTAMP(6) GENERATED ALWAYS AS ROW END INVISIBLE, PERIOD FOR SYSTEM_TIME (since, until)) WITH SYSTEM
       VERSIONING)",
    R"(CREATE TABLE versioned_column (a INT WITH SYSTEM VERSIONING, b INT))",
    R"(CREATE TABLE booked (room INT, since DATE, until DATE, note VARCHAR(10), PERIOD FOR stay (since, until), PRIMARY KEY
       (room, stay WITHOUT OVERLAPS), UNIQUE KEY uq_note (note, stay WITHOUT OVERLAPS)))",
    R"(CREATE TABLE looks_like_a_period (a INT NOT NULL, b INT NOT NULL, CONSTRAINT ordered CHECK (a < b)))",
    R"(CREATE TABLE by_range (id INT NOT NULL, at DATE NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (year(at))
       SUBPARTITION BY HASH (id) SUBPARTITIONS 2 (PARTITION p0 VALUES LESS THAN (2020), PARTITION p1 VALUES LESS THAN
       MAXVALUE COMMENT 'the rest'))",
    R"(CREATE TABLE by_hash (id INT PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 4)",
    R"(CREATE TABLE by_key (id INT PRIMARY KEY) PARTITION BY KEY (id) PARTITIONS 3)",
    R"(CREATE TABLE by_list (a INT, b VARCHAR(5)) PARTITION BY LIST COLUMNS (a, b) (PARTITION p0 VALUES IN ((1, 'x'), (3,
       'it''s')), PARTITION p1 DEFAULT))",
    R"(CREATE TABLE by_time (a INT) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME LIMIT 1000 (PARTITION p0 HISTORY,
       PARTITION p1 CURRENT))",
    // Sequences.
    R"(CREATE SEQUENCE plain_sequence)",
    R"(CREATE SEQUENCE tuned START WITH 5 INCREMENT BY 2 MINVALUE 1 MAXVALUE 1000 CACHE 10 CYCLE)",
    R"(CREATE SEQUENCE downwards INCREMENT BY -1 NOCACHE)",
    R"(CREATE TABLE numbered (id BIGINT DEFAULT NEXT VALUE FOR tuned PRIMARY KEY, a INT DEFAULT (1 + 2), b INT DEFAULT (a
       + 1)))",
    // Views.
    R"(CREATE VIEW plain_view AS SELECT id, code AS `the code` FROM parents WHERE id > 1)",
    R"(CREATE VIEW over_view AS SELECT v.id, p.name FROM plain_view v JOIN parents p ON p.id = v.id AND p.name <> 'it''s')",
    R"(CREATE ALGORITHM = MERGE SQL SECURITY INVOKER VIEW checked_view AS SELECT id FROM parents WHERE id < 5 WITH LOCAL
       CHECK OPTION)",
    R"(CREATE ALGORITHM = TEMPTABLE VIEW grouped AS SELECT count(*) AS n, name FROM parents GROUP BY name HAVING n > 1)",
    R"(CREATE VIEW over_checked AS SELECT id FROM checked_view WITH CHECK OPTION)",
    R"(CREATE VIEW with_cte AS WITH RECURSIVE up AS (SELECT id, up FROM tree WHERE up IS NULL UNION ALL SELECT t.id, t.up
       FROM tree t JOIN up u ON t.up = u.id) SELECT * FROM up)",
    // Routines.
    R"(CREATE FUNCTION doubled(a INT) RETURNS INT DETERMINISTIC NO SQL RETURN a * 2)",
    R"(CREATE FUNCTION greeting(name VARCHAR(20)) RETURNS VARCHAR(40) CHARSET utf8mb4 READS SQL DATA COMMENT 'it''s'
BEGIN
  -- a comment; with a semicolon
  DECLARE text VARCHAR(40) DEFAULT 'hello; ';
  IF name IS NULL THEN RETURN text; END IF;
  RETURN concat(text, name);
END)",
    R"(CREATE PROCEDURE doubled(IN a INT, OUT b DECIMAL(10, 2), INOUT c VARCHAR(10) CHARSET latin1) MODIFIES SQL DATA SQL
SECURITY INVOKER BEGIN SET b = a * 2; DELETE FROM children WHERE id = a; END)",
    R"(CREATE PROCEDURE nothing() BEGIN END)",
    R"(CREATE AGGREGATE FUNCTION total(x INT) RETURNS INT BEGIN DECLARE s INT DEFAULT 0; DECLARE CONTINUE HANDLER FOR NOT
FOUND RETURN s; LOOP FETCH GROUP NEXT ROW; SET s = s + x; END LOOP; END)",
    R"(CREATE VIEW calling AS SELECT doubled(id) AS twice FROM parents)",
    R"(CREATE DEFINER = `somebody`@`nowhere` PROCEDURE of_somebody() SELECT 1)",
    R"(CREATE DEFINER = `somebody`@`nowhere` VIEW view_of_somebody AS SELECT id FROM parents)",
    // Triggers.
    R"(CREATE TRIGGER t_first BEFORE INSERT ON parents FOR EACH ROW SET NEW.name = coalesce(NEW.name, 'it''s; nothing'))",
    R"(CREATE TRIGGER t_third BEFORE INSERT ON parents FOR EACH ROW BEGIN SET NEW.code = upper(NEW.code); SET NEW.name =
trim(NEW.name); END)",
    R"(CREATE TRIGGER t_second BEFORE INSERT ON parents FOR EACH ROW PRECEDES t_third SET NEW.code = trim(NEW.code))",
    R"(CREATE DEFINER = `somebody`@`nowhere` TRIGGER t_after AFTER UPDATE ON parents FOR EACH ROW BEGIN IF NEW.id > 5 THEN
DELETE FROM children WHERE parent_id = OLD.id; END IF; END)",
    R"(CREATE TRIGGER t_delete AFTER DELETE ON checked FOR EACH ROW SET @deleted = OLD.a)",
    // Events.
    R"(CREATE EVENT daily ON SCHEDULE EVERY 1 DAY STARTS '2035-01-01 00:00:00' ON COMPLETION PRESERVE DISABLE COMMENT
'it''s' DO BEGIN DELETE FROM children; END)",
    R"(CREATE EVENT at_last ON SCHEDULE AT '2037-01-01 00:00:00' DO DELETE FROM children)",
    R"(CREATE EVENT often ON SCHEDULE EVERY '1:30' HOUR_MINUTE STARTS '2035-01-01 00:00:00' ENDS '2036-01-01 00:00:00'
DISABLE ON SLAVE DO DELETE FROM children)",
    // With a mode of their own; the last is a package.
    R"(SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT')",
    R"(CREATE FUNCTION joined(a VARCHAR(10)) RETURNS VARCHAR(20) DETERMINISTIC RETURN a || (SELECT max("code") FROM
"parents"))",
    R"(CREATE TRIGGER t_mode BEFORE UPDATE ON checked FOR EACH ROW SET NEW.a = "OLD"."a" + 1)",
    R"(CREATE EVENT in_mode ON SCHEDULE AT '2037-01-01 00:00:00' DO DELETE FROM "children")",
    R"(SET sql_mode = ORACLE)",
    R"(CREATE PACKAGE tools AS FUNCTION one RETURN INT; PROCEDURE two; END)",
    R"(CREATE PACKAGE BODY tools AS x INT := 1; FUNCTION one RETURN INT AS BEGIN RETURN x; END; PROCEDURE two AS BEGIN NULL;
END; END)",
    R"(SET sql_mode = DEFAULT)",
};

}  // namespace dunlin::database
