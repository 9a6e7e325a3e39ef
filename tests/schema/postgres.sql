-- What can differ between two schemas on PostgreSQL. Names of pairs say what is done on the way there; the way back undoes
-- it. tests/unit/postgres/alterations.hpp has what each statement has to say.

-- pair columns
CREATE TABLE t (id bigint PRIMARY KEY, a text, b varchar(10), gone integer);
-- desired
CREATE TABLE t (id bigint PRIMARY KEY, a text NOT NULL DEFAULT 'x', b varchar(20) COLLATE "C", n numeric(10, 2));

-- pair a type that needs a word
CREATE TABLE t (id bigint PRIMARY KEY, a text DEFAULT '1');
CREATE INDEX ix ON t (a);
CREATE VIEW v AS SELECT a FROM t;
-- desired
CREATE TABLE t (id bigint PRIMARY KEY, a integer DEFAULT 1);
CREATE INDEX ix ON t (a);
CREATE VIEW v AS SELECT a FROM t;

-- pair identity, serial and generated
CREATE TABLE t (id integer NOT NULL, a integer, s serial);
-- desired
CREATE TABLE t (id integer GENERATED ALWAYS AS IDENTITY (START 50 INCREMENT 5), a integer, s integer NOT NULL, g integer GENERATED ALWAYS AS (a * 2) STORED);

-- pair constraints
CREATE TABLE p (id bigint PRIMARY KEY, code text UNIQUE);
CREATE TABLE t (id bigint, a bigint, b bigint, CONSTRAINT k UNIQUE (a), CONSTRAINT c CHECK (a > 0), CONSTRAINT f FOREIGN KEY (b) REFERENCES p (id));
-- desired
CREATE TABLE p (id bigint PRIMARY KEY, code text UNIQUE);
CREATE TABLE t (id bigint PRIMARY KEY, a bigint, b bigint, CONSTRAINT k UNIQUE NULLS NOT DISTINCT (a, b) INCLUDE (id), CONSTRAINT c CHECK (a > -1), CONSTRAINT f FOREIGN KEY (b) REFERENCES p (id) ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED);

-- pair constraints that are not valid yet
CREATE TABLE p (id bigint PRIMARY KEY);
CREATE TABLE t (a bigint);
ALTER TABLE t ADD CONSTRAINT c CHECK (a < 100) NOT VALID;
ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p NOT VALID;
-- desired
CREATE TABLE p (id bigint PRIMARY KEY);
CREATE TABLE t (a bigint, CONSTRAINT c CHECK (a < 100), CONSTRAINT f FOREIGN KEY (a) REFERENCES p);

-- pair exclusion constraints
CREATE TABLE t (during tsrange, EXCLUDE USING gist (during WITH &&));
-- desired
CREATE TABLE t (during tsrange, CONSTRAINT apart EXCLUDE USING gist (during WITH -|-) WHERE (NOT isempty(during)));

-- pair tables in a circle
SELECT 1;
-- desired
CREATE TABLE a (id bigint PRIMARY KEY, b bigint);
CREATE TABLE b (id bigint PRIMARY KEY, a bigint REFERENCES a);
ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b;

-- pair indexes
CREATE TABLE t (a text, b integer, c jsonb);
CREATE INDEX i1 ON t (a);
CREATE INDEX gone ON t (b);
-- desired
CREATE TABLE t (a text, b integer, c jsonb);
CREATE UNIQUE INDEX i1 ON t (lower(a) text_pattern_ops DESC NULLS LAST) INCLUDE (b) WHERE b > 0;
CREATE INDEX i2 ON t USING gin (c jsonb_path_ops) WITH (fastupdate = off);
COMMENT ON INDEX i2 IS 'documents';

-- pair enums
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE t (m mood DEFAULT 'sad', all_of mood[]);
-- desired
CREATE TYPE mood AS ENUM ('awful', 'sad', 'fine', 'happy');
CREATE TABLE t (m mood DEFAULT 'sad', all_of mood[]);

-- pair domains, composite and range types
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE TYPE pair AS (x integer, y integer);
CREATE TABLE t (a positive, b pair);
-- desired
CREATE DOMAIN positive AS integer DEFAULT 1 NOT NULL CONSTRAINT bounds CHECK (VALUE > 0 AND VALUE < 1000);
CREATE TYPE pair AS (x integer, y bigint, z text);
CREATE TYPE floatrange AS RANGE (subtype = float8);
CREATE TABLE t (a positive, b pair);

-- pair sequences
CREATE SEQUENCE s1;
CREATE SEQUENCE s2;
CREATE TABLE t (a bigint DEFAULT nextval('s2'));
-- desired
CREATE SEQUENCE s1 AS integer INCREMENT 2 MINVALUE 1 MAXVALUE 5000 CYCLE CACHE 5;
CREATE TABLE t (a bigint);
ALTER SEQUENCE s1 OWNED BY t.a;

-- pair views and what hangs on them
CREATE TABLE t (id integer, a text);
CREATE VIEW v1 AS SELECT id FROM t;
CREATE VIEW v2 AS SELECT id FROM v1;
CREATE MATERIALIZED VIEW m AS SELECT id FROM v2;
CREATE INDEX mi ON m (id);
COMMENT ON VIEW v2 IS 'second';
-- desired
CREATE TABLE t (id bigint, a text);
CREATE VIEW v1 WITH (security_barrier) AS SELECT id, a FROM t;
CREATE VIEW v2 AS SELECT id FROM v1;
CREATE MATERIALIZED VIEW m AS SELECT id, count(*) AS n FROM v2 GROUP BY id;
CREATE UNIQUE INDEX mi ON m (id);
COMMENT ON VIEW v2 IS 'second';

-- pair functions, procedures and aggregates
CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a + 1';
CREATE FUNCTION g() RETURNS text LANGUAGE plpgsql AS 'BEGIN RETURN f(1); END';
CREATE TABLE t (a integer DEFAULT f(1), CHECK (f(a) > 0));
-- desired
CREATE FUNCTION f(a integer, b integer DEFAULT 2) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT a + b';
CREATE FUNCTION g() RETURNS text LANGUAGE plpgsql STABLE AS 'BEGIN RETURN f(1, 3); END';
CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE total (integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
CREATE TABLE t (a integer DEFAULT 5);

-- pair triggers
CREATE TABLE t (a integer);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
-- desired
CREATE TABLE t (a integer);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE INSERT OR UPDATE OF a ON t FOR EACH ROW WHEN (NEW.a > 0) EXECUTE FUNCTION f();
CREATE CONSTRAINT TRIGGER late AFTER DELETE ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f();
ALTER TABLE t DISABLE TRIGGER late;

-- pair policies and grants
CREATE TABLE t (a integer, owner_name text);
GRANT SELECT ON t TO PUBLIC;
-- desired
CREATE TABLE t (a integer, owner_name text);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
ALTER TABLE t FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON t FOR UPDATE USING (owner_name = current_user) WITH CHECK (a > 0);
GRANT INSERT, UPDATE (a) ON t TO PUBLIC;

-- pair partitions
CREATE TABLE p (a integer NOT NULL, b text) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (100);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (100) TO (200);
-- desired
CREATE TABLE p (a integer NOT NULL, b text, c text) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (100);
CREATE TABLE p2 (a integer NOT NULL, b text);
CREATE TABLE p3 PARTITION OF p DEFAULT;
CREATE INDEX pi ON p (b);

-- pair inheritance
CREATE TABLE base (a integer);
CREATE TABLE child (b integer) INHERITS (base);
-- desired
CREATE TABLE base (a bigint, z text);
CREATE TABLE child (b integer) INHERITS (base);

-- pair schemas
CREATE SCHEMA one;
CREATE TABLE one.t (a integer);
-- desired
CREATE SCHEMA two;
CREATE TABLE two.t (a integer);
CREATE VIEW v AS SELECT a FROM two.t;

-- pair settings of a table
CREATE TABLE t (id integer PRIMARY KEY, a text);
-- desired
CREATE UNLOGGED TABLE t (id integer PRIMARY KEY, a text) WITH (fillfactor = 70);
ALTER TABLE t REPLICA IDENTITY FULL;
ALTER TABLE t ALTER COLUMN a SET STORAGE external;
ALTER TABLE t ALTER COLUMN a SET STATISTICS 500;

-- pair comments
CREATE TABLE t (a integer);
COMMENT ON TABLE t IS 'old';
-- desired
CREATE TABLE t (a integer);
COMMENT ON TABLE t IS 'it''s new';
COMMENT ON COLUMN t.a IS 'a column';

-- pair rules, statistics, event triggers and extensions
CREATE TABLE t (a integer, b integer);
-- desired
CREATE TABLE t (a integer, b integer);
CREATE RULE quiet AS ON DELETE TO t DO INSTEAD NOTHING;
CREATE STATISTICS st (ndistinct) ON a, b FROM t;
CREATE FUNCTION ev() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER et ON sql_drop EXECUTE FUNCTION ev();
ALTER EVENT TRIGGER et DISABLE;
CREATE COLLATION german (provider = icu, locale = 'de');
