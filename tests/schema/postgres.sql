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
CREATE TABLE t (id bigint PRIMARY KEY, a bigint, b bigint, CONSTRAINT k UNIQUE (a, b) INCLUDE (id), CONSTRAINT c CHECK (a > -1), CONSTRAINT f FOREIGN KEY (b) REFERENCES p (id) ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED);

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
CREATE DOMAIN positive AS integer DEFAULT 1 CONSTRAINT bounds CHECK (VALUE > 0 AND VALUE < 1000);
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

-- pair columns come and go, each with what is said of it
CREATE TABLE t (id integer, CONSTRAINT t_check CHECK (id > 0));
-- desired
CREATE TABLE t (id integer, CONSTRAINT t_check CHECK (id > 0), a numeric(12, 3) NOT NULL DEFAULT 1.5, b text COLLATE "C" CHECK (b <> ''), c timestamptz DEFAULT now(), d interval(3), e bit varying(8), f integer[] NOT NULL DEFAULT '{}', g bytea, h time(2), "Odd ""Name""" integer, "select" text DEFAULT 'it''s');
COMMENT ON COLUMN t."Odd ""Name""" IS 'odd';

-- pair types of columns that change into each other by themselves
CREATE TABLE t (a smallint, b integer, c numeric(8, 2), d real, e varchar(20), f char(4), g date, h timestamp, i json, j integer);
-- desired
CREATE TABLE t (a bigint, b numeric(12, 4), c numeric(10, 4), d double precision, e text, f varchar(9), g timestamp, h timestamptz, i jsonb, j text);

-- pair types of columns that need a word to change
CREATE TABLE t (a text, b integer, c varchar(5), d integer[], e text, f boolean);
-- desired
CREATE TABLE t (a bigint, b boolean, c smallint, d text[], e numeric(6, 2), f text);

-- pair defaults
CREATE TABLE t (id serial PRIMARY KEY, a integer DEFAULT 1, b text, c text DEFAULT 'old', d timestamptz DEFAULT now());
-- desired
CREATE TABLE t (id serial PRIMARY KEY, a integer, b text DEFAULT 'new', c text DEFAULT lower('NEW'), d timestamptz DEFAULT (now() + interval '1 day'));

-- pair nulls
CREATE TABLE t (a integer NOT NULL, b integer, c integer NOT NULL DEFAULT 3);
-- desired
CREATE TABLE t (a integer, b integer NOT NULL, c integer);

-- pair identities get other numbers and are given up
CREATE TABLE t (a integer GENERATED BY DEFAULT AS IDENTITY, b bigint GENERATED ALWAYS AS IDENTITY (INCREMENT 2 CACHE 4), c smallint NOT NULL, d integer GENERATED ALWAYS AS IDENTITY);
-- desired
CREATE TABLE t (a integer GENERATED ALWAYS AS IDENTITY (MINVALUE -10 MAXVALUE 1000 START 7 CYCLE), b bigint GENERATED BY DEFAULT AS IDENTITY, c smallint GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME counting START 100), d integer NOT NULL);

-- pair a column that is made of others
CREATE TABLE t (a integer, b integer, c integer GENERATED ALWAYS AS (a + b) STORED, d integer, e integer GENERATED ALWAYS AS (a) STORED);
CREATE INDEX i ON t (c);
-- desired
CREATE TABLE t (a integer, b integer, c integer GENERATED ALWAYS AS (a * b) STORED, d integer GENERATED ALWAYS AS (b - a) STORED, e integer);
CREATE INDEX i ON t (c);

-- pair a serial column becomes one that counts by itself
CREATE TABLE t (id serial PRIMARY KEY, n bigserial);
-- desired
CREATE TABLE t (id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, n bigint GENERATED ALWAYS AS IDENTITY);

-- pair a serial column grows
CREATE TABLE t (id serial PRIMARY KEY, a text);
CREATE TABLE c (t_id integer REFERENCES t);
-- desired
CREATE TABLE t (id bigserial PRIMARY KEY, a text);
CREATE TABLE c (t_id bigint REFERENCES t);

-- pair sequences of columns
CREATE TABLE t (a integer, b serial);
CREATE SEQUENCE s;
CREATE UNLOGGED TABLE u (id serial);
-- desired
CREATE TABLE t (a integer, b integer);
CREATE SEQUENCE s OWNED BY t.a;
ALTER TABLE t ALTER a SET DEFAULT nextval('s');
CREATE TABLE u (id serial);

-- pair primary keys
CREATE TABLE a (id integer, x integer NOT NULL);
CREATE TABLE b (id integer PRIMARY KEY, x integer NOT NULL);
CREATE TABLE c (id integer CONSTRAINT old_name PRIMARY KEY);
CREATE TABLE d (id integer PRIMARY KEY, x integer NOT NULL);
CREATE TABLE e (d_id integer REFERENCES d);
-- desired
CREATE TABLE a (id integer PRIMARY KEY, x integer NOT NULL);
CREATE TABLE b (id integer NOT NULL, x integer NOT NULL, PRIMARY KEY (x, id));
CREATE TABLE c (id integer CONSTRAINT new_name PRIMARY KEY);
CREATE TABLE d (id integer UNIQUE NOT NULL, x integer NOT NULL PRIMARY KEY);
CREATE TABLE e (d_id integer REFERENCES d (id));

-- pair attributes of keys
CREATE TABLE t (a integer PRIMARY KEY, b integer CONSTRAINT k UNIQUE, c text CONSTRAINT l UNIQUE DEFERRABLE, d integer);
-- desired
CREATE TABLE t (a integer, b integer CONSTRAINT k UNIQUE DEFERRABLE INITIALLY DEFERRED, c text CONSTRAINT l UNIQUE WITH (fillfactor = 60), d integer, PRIMARY KEY (a) INCLUDE (b, d));
COMMENT ON CONSTRAINT t_pkey ON t IS 'first';
COMMENT ON CONSTRAINT k ON t IS 'second';

-- pair attributes of foreign keys
CREATE TABLE p (a integer, b integer, PRIMARY KEY (a, b), UNIQUE (b, a));
CREATE TABLE t (x integer, y integer, CONSTRAINT f FOREIGN KEY (x, y) REFERENCES p, CONSTRAINT g FOREIGN KEY (x, y) REFERENCES p (b, a) DEFERRABLE, CONSTRAINT h FOREIGN KEY (x, y) REFERENCES p ON DELETE CASCADE);
-- desired
CREATE TABLE p (a integer, b integer, PRIMARY KEY (a, b), UNIQUE (b, a));
CREATE TABLE t (x integer, y integer, CONSTRAINT f FOREIGN KEY (x, y) REFERENCES p MATCH FULL ON UPDATE RESTRICT, CONSTRAINT g FOREIGN KEY (y, x) REFERENCES p (b, a), CONSTRAINT h FOREIGN KEY (x, y) REFERENCES p ON DELETE SET DEFAULT);
COMMENT ON CONSTRAINT h ON t IS 'a reference';

-- pair a table that refers to itself
CREATE TABLE t (id integer PRIMARY KEY, parent integer);
-- desired
CREATE TABLE t (id integer PRIMARY KEY, parent integer REFERENCES t ON DELETE CASCADE);

-- pair checks
CREATE TABLE t (a integer, b integer, CONSTRAINT one CHECK (a > 0), CONSTRAINT two CHECK (a < b), CONSTRAINT three CHECK (b > 0));
-- desired
CREATE TABLE t (a integer, b integer, CONSTRAINT one CHECK (a > 0) NO INHERIT, CONSTRAINT two CHECK (a <= b), CONSTRAINT four CHECK (b >= 0));
COMMENT ON CONSTRAINT two ON t IS 'in order';

-- pair exclusion constraints of several parts
CREATE EXTENSION btree_gist;
CREATE TABLE t (room integer, during tstzrange, CONSTRAINT apart EXCLUDE USING gist (room WITH =, during WITH &&));
-- desired
CREATE EXTENSION btree_gist;
CREATE TABLE t (room integer, during tstzrange, CONSTRAINT apart EXCLUDE USING gist (room WITH =, during WITH &&) WITH (fillfactor = 80) WHERE (room > 0) DEFERRABLE INITIALLY DEFERRED);
COMMENT ON CONSTRAINT apart ON t IS 'one at a time';

-- pair indexes of every method
CREATE TABLE t (a integer, b text, c tsvector, d point, e jsonb, f integer[]);
-- desired
CREATE TABLE t (a integer, b text, c tsvector, d point, e jsonb, f integer[]);
CREATE INDEX i1 ON t (a, b DESC);
CREATE INDEX i2 ON t USING hash (b);
CREATE INDEX i3 ON t USING gin (c);
CREATE INDEX i4 ON t USING gist (d);
CREATE INDEX i5 ON t USING spgist (d);
CREATE INDEX i6 ON t USING brin (a) WITH (pages_per_range = 8, autosummarize = on);
CREATE INDEX i7 ON t ((e ->> 'name'), (a + 1));
CREATE INDEX i8 ON t USING gin (f) WITH (fastupdate = off);
CREATE INDEX i9 ON t (b COLLATE "C" text_pattern_ops);

-- pair attributes of indexes
CREATE TABLE t (a integer, b text, c integer);
CREATE INDEX i1 ON t (a);
CREATE INDEX i2 ON t (a);
CREATE INDEX i3 ON t (a) WHERE c > 0;
CREATE INDEX i4 ON t (b);
CREATE INDEX i5 ON t (lower(b));
CREATE INDEX i6 ON t (a);
CREATE INDEX i7 ON t (a) WITH (fillfactor = 50);
CREATE INDEX i8 ON t ((a + c));
-- desired
CREATE TABLE t (a integer, b text, c integer);
CREATE UNIQUE INDEX i1 ON t (a);
CREATE INDEX i2 ON t (a DESC NULLS LAST, c);
CREATE INDEX i3 ON t (a) WHERE c > 1;
CREATE INDEX i4 ON t (b COLLATE "C");
CREATE INDEX i5 ON t (upper(b));
CREATE INDEX i6 ON t (a) INCLUDE (b, c);
CREATE INDEX i7 ON t (a) WITH (fillfactor = 60, deduplicate_items = off);
CREATE INDEX i8 ON t ((a + c));
ALTER INDEX i8 ALTER COLUMN 1 SET STATISTICS 400;
COMMENT ON INDEX i1 IS 'once';

-- pair how rows are told apart and in what order they lie
CREATE TABLE t (id integer PRIMARY KEY, a integer NOT NULL UNIQUE);
CREATE UNIQUE INDEX i ON t (a, id);
ALTER TABLE t REPLICA IDENTITY USING INDEX i;
ALTER TABLE t CLUSTER ON t_pkey;
CREATE TABLE u (id integer PRIMARY KEY);
ALTER TABLE u REPLICA IDENTITY NOTHING;
-- desired
CREATE TABLE t (id integer PRIMARY KEY, a integer NOT NULL UNIQUE);
CREATE UNIQUE INDEX i ON t (a, id);
ALTER TABLE t REPLICA IDENTITY USING INDEX t_a_key;
ALTER TABLE t CLUSTER ON i;
CREATE TABLE u (id integer PRIMARY KEY);

-- pair enums come and go
CREATE TYPE old AS ENUM ('a', 'b');
CREATE TABLE t (a old, b text);
-- desired
CREATE TYPE new AS ENUM ('1', '2', '3');
CREATE TABLE t (a text, b new);
COMMENT ON TYPE new IS 'numbers';

-- pair an enum loses labels and gets another order
CREATE TYPE mood AS ENUM ('sad', 'so-so', 'happy', 'odd');
CREATE TABLE t (id integer PRIMARY KEY, m mood NOT NULL DEFAULT 'happy', all_of mood[] DEFAULT '{sad}', CONSTRAINT c CHECK (m <> 'odd'));
CREATE INDEX i ON t (m) WHERE m = 'sad';
CREATE VIEW v AS SELECT id, m FROM t WHERE m > 'sad';
CREATE FUNCTION f(m mood) RETURNS mood LANGUAGE sql AS 'SELECT m';
CREATE TYPE pair AS (m mood, n integer);
CREATE DOMAIN good AS mood CHECK (VALUE <> 'sad');
-- desired
CREATE TYPE mood AS ENUM ('happy', 'sad', 'so-so');
CREATE TABLE t (id integer PRIMARY KEY, m mood NOT NULL DEFAULT 'happy', all_of mood[] DEFAULT '{sad}', CONSTRAINT c CHECK (m <> 'sad'));
CREATE INDEX i ON t (m) WHERE m = 'sad';
CREATE VIEW v AS SELECT id, m FROM t WHERE m > 'sad';
CREATE FUNCTION f(m mood) RETURNS mood LANGUAGE sql AS 'SELECT m';
CREATE TYPE pair AS (m mood, n integer);
CREATE DOMAIN good AS mood CHECK (VALUE <> 'sad');

-- pair domains
CREATE DOMAIN one AS text;
CREATE DOMAIN two AS integer CONSTRAINT low CHECK (VALUE > 0) CONSTRAINT high CHECK (VALUE < 10);
CREATE DOMAIN three AS varchar(5) NOT NULL DEFAULT 'x';
CREATE DOMAIN four AS integer;
CREATE TABLE t (a one, b two, c three, d four);
CREATE VIEW v AS SELECT a, d FROM t;
-- desired
CREATE DOMAIN one AS text COLLATE "C";
CREATE DOMAIN two AS integer CONSTRAINT low CHECK (VALUE >= 0);
CREATE DOMAIN three AS varchar(8);
CREATE DOMAIN four AS bigint;
CREATE DOMAIN five AS two CHECK (VALUE <> 3);
CREATE TABLE t (a one, b two, c three, d four);
CREATE VIEW v AS SELECT a, d FROM t;
COMMENT ON DOMAIN two IS 'few';
COMMENT ON CONSTRAINT low ON DOMAIN two IS 'not less';

-- pair domains whose checks are not valid yet
CREATE DOMAIN d AS integer;
ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID;
CREATE TABLE t (a d);
-- desired
CREATE DOMAIN d AS integer CONSTRAINT c CHECK (VALUE > 0);
CREATE TABLE t (a d);

-- pair composite types
CREATE TYPE address AS (street text, city varchar(20), zip integer);
CREATE TYPE gone AS (a integer);
CREATE TABLE t (home address, others address[]);
-- desired
CREATE TYPE address AS (street text COLLATE "C", city text, country text);
CREATE TYPE inner_one AS (a address);
CREATE TABLE t (home address, others address[]);
COMMENT ON TYPE address IS 'where';
COMMENT ON COLUMN address.city IS 'which';

-- pair range types
CREATE TYPE r AS RANGE (subtype = integer);
CREATE TYPE s AS RANGE (subtype = text);
CREATE TABLE t (a r, b s);
-- desired
CREATE TYPE r AS RANGE (subtype = bigint);
CREATE TYPE s AS RANGE (subtype = text, collation = "C");
CREATE TYPE q AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TABLE t (a r, b s);
COMMENT ON TYPE r IS 'from and to';

-- pair attributes of sequences
CREATE SEQUENCE a;
CREATE SEQUENCE b AS smallint INCREMENT -1;
CREATE SEQUENCE c START 100 CACHE 20;
CREATE SEQUENCE gone;
-- desired
CREATE SEQUENCE a AS integer INCREMENT 10 MINVALUE -5 MAXVALUE 500 START 0 CYCLE;
CREATE SEQUENCE b AS bigint INCREMENT 1;
CREATE SEQUENCE c;
CREATE SEQUENCE made AS smallint;
COMMENT ON SEQUENCE a IS 'tens';

-- pair attributes of views
CREATE TABLE t (a integer, b text);
CREATE VIEW v1 AS SELECT a, b FROM t;
CREATE VIEW v2 WITH (security_barrier) AS SELECT a FROM t WITH CASCADED CHECK OPTION;
CREATE VIEW v3 AS SELECT a FROM t;
CREATE VIEW v4 AS SELECT a, b FROM t;
CREATE VIEW gone AS SELECT 1 AS one;
-- desired
CREATE TABLE t (a integer, b text);
CREATE VIEW v1 AS SELECT a, upper(b) AS b FROM t;
CREATE VIEW v2 AS SELECT a FROM t WITH LOCAL CHECK OPTION;
CREATE VIEW v3 AS SELECT a AS c FROM t;
ALTER VIEW v3 ALTER COLUMN c SET DEFAULT 5;
CREATE VIEW v4 AS SELECT b, a FROM t;
COMMENT ON VIEW v4 IS 'turned';
COMMENT ON COLUMN v4.a IS 'second';
CREATE RECURSIVE VIEW upto (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM upto WHERE n < 5;

-- pair views on views when a column goes
CREATE TABLE t (a integer, b integer, c integer);
CREATE VIEW v AS SELECT a, b FROM t;
CREATE VIEW w AS SELECT b FROM v WHERE a > 0;
CREATE FUNCTION f() RETURNS SETOF w LANGUAGE sql AS 'SELECT * FROM w';
CREATE RULE r AS ON INSERT TO v DO INSTEAD INSERT INTO t (a, b) VALUES (NEW.a, NEW.b);
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr INSTEAD OF DELETE ON w FOR EACH ROW EXECUTE FUNCTION tf();
GRANT SELECT ON w TO PUBLIC;
-- desired
CREATE TABLE t (a integer, b integer);
CREATE VIEW v AS SELECT b FROM t;
CREATE VIEW w AS SELECT b FROM v WHERE b > 0;
CREATE FUNCTION f() RETURNS SETOF w LANGUAGE sql AS 'SELECT * FROM w';
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr INSTEAD OF DELETE ON w FOR EACH ROW EXECUTE FUNCTION tf();
GRANT SELECT ON w TO PUBLIC;

-- pair a table becomes a view and a view a table
CREATE TABLE a (x integer);
CREATE VIEW b AS SELECT 1 AS x;
CREATE MATERIALIZED VIEW c AS SELECT 1 AS x;
-- desired
CREATE VIEW a AS SELECT 1 AS x;
CREATE TABLE b (x integer);
CREATE VIEW c AS SELECT 1 AS x;

-- pair materialized views
CREATE TABLE t (a integer, b text);
CREATE MATERIALIZED VIEW m1 AS SELECT a FROM t;
CREATE UNIQUE INDEX i1 ON m1 (a);
CREATE MATERIALIZED VIEW m2 AS SELECT a, b FROM t;
CREATE INDEX i2 ON m2 (b);
COMMENT ON MATERIALIZED VIEW m2 IS 'second';
CREATE MATERIALIZED VIEW gone AS SELECT 1 AS one;
-- desired
CREATE TABLE t (a integer, b text);
CREATE MATERIALIZED VIEW m1 WITH (fillfactor = 80) AS SELECT a FROM t;
CREATE INDEX i1 ON m1 (a DESC);
CREATE INDEX i3 ON m1 ((a + 1)) WHERE a > 0;
COMMENT ON INDEX i3 IS 'next';
CREATE MATERIALIZED VIEW m2 AS SELECT a, lower(b) AS b FROM t;
CREATE INDEX i2 ON m2 (b);
COMMENT ON MATERIALIZED VIEW m2 IS 'second';
COMMENT ON COLUMN m2.b IS 'small';

-- pair attributes of functions
CREATE FUNCTION f1(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION f2(a integer) RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN a; END';
CREATE FUNCTION f3(a integer) RETURNS SETOF integer LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION f4(a integer DEFAULT 1) RETURNS integer LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION f5(OUT a integer) LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f6(a text) RETURNS text LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION gone(a text, b text) RETURNS text LANGUAGE sql AS 'SELECT a || b';
-- desired
CREATE FUNCTION f1(a integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 5 LEAKPROOF AS 'SELECT a';
CREATE FUNCTION f2(a integer) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_temp SET work_mem = '8MB' AS 'BEGIN RETURN a + 1; END';
CREATE FUNCTION f3(a integer) RETURNS SETOF integer LANGUAGE sql ROWS 7 AS 'SELECT a';
CREATE FUNCTION f4(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION f5(OUT a integer, OUT b text) LANGUAGE sql AS $$ SELECT 1, 'x' $$;
CREATE FUNCTION f6(a text) RETURNS text LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION f6(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION f7(VARIADIC all_of integer[]) RETURNS integer LANGUAGE sql AS 'SELECT cardinality(all_of)';
CREATE FUNCTION f8() RETURNS TABLE (a integer, b text) LANGUAGE sql AS $$ SELECT 1, 'x' $$;
COMMENT ON FUNCTION f6(text) IS 'of text';
COMMENT ON FUNCTION f6(integer) IS 'of numbers';

-- pair functions that others hang on
CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a';
CREATE TABLE t (a integer DEFAULT f(1), b integer GENERATED ALWAYS AS (a) STORED, CONSTRAINT c CHECK (f(a) > 0));
CREATE INDEX i ON t (f(a));
CREATE VIEW v AS SELECT f(a) AS a FROM t;
CREATE POLICY p ON t USING (f(a) > 0);
CREATE AGGREGATE g (integer) (SFUNC = int4pl, STYPE = integer, FINALFUNC = f);
-- desired
CREATE FUNCTION f(b integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT b::bigint';
CREATE TABLE t (a integer DEFAULT f(1), b integer GENERATED ALWAYS AS (f(a)) STORED, CONSTRAINT c CHECK (f(a) > 0));
CREATE INDEX i ON t (f(a));
CREATE VIEW v AS SELECT f(a) AS a FROM t;
CREATE POLICY p ON t USING (f(a) > 0);
CREATE AGGREGATE g (integer) (SFUNC = int4pl, STYPE = integer, FINALFUNC = f);

-- pair procedures
CREATE PROCEDURE p1(a integer) LANGUAGE sql AS 'SELECT a';
CREATE PROCEDURE p2(a integer) LANGUAGE sql AS 'SELECT a';
CREATE PROCEDURE gone() LANGUAGE sql AS 'SELECT 1';
-- desired
CREATE PROCEDURE p1(a integer) LANGUAGE plpgsql AS 'BEGIN COMMIT; END';
CREATE PROCEDURE p2(INOUT a integer) LANGUAGE sql AS 'SELECT a';
CREATE PROCEDURE p3(a integer, b text DEFAULT 'x') LANGUAGE sql SECURITY DEFINER AS 'SELECT a';
COMMENT ON PROCEDURE p3(integer, text) IS 'third';

-- pair aggregates
CREATE AGGREGATE a1 (integer) (SFUNC = int4pl, STYPE = integer);
CREATE AGGREGATE a2 (integer) (SFUNC = int4pl, STYPE = integer);
CREATE AGGREGATE gone (integer) (SFUNC = int4pl, STYPE = integer);
CREATE VIEW v AS SELECT a2(x) AS total FROM generate_series(1, 3) AS x;
-- desired
CREATE AGGREGATE a1 (integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', PARALLEL = SAFE, COMBINEFUNC = int4pl);
CREATE AGGREGATE a2 (integer) (SFUNC = int4larger, STYPE = integer, SORTOP = >);
CREATE AGGREGATE a3 (*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
CREATE VIEW v AS SELECT a2(x) AS total FROM generate_series(1, 3) AS x;
COMMENT ON AGGREGATE a1(integer) IS 'sum';

-- pair attributes of triggers
CREATE TABLE t (a integer, b text);
CREATE TABLE u (a integer);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER b AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER c BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER d BEFORE DELETE ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER e BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE CONSTRAINT TRIGGER k AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION g();
CREATE TRIGGER gone BEFORE INSERT ON u FOR EACH ROW EXECUTE FUNCTION f();
ALTER TABLE t ENABLE ALWAYS TRIGGER e;
-- desired
CREATE TABLE t (a integer, b text);
CREATE TABLE u (a integer);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER a AFTER INSERT OR DELETE ON t FOR EACH ROW EXECUTE FUNCTION g();
CREATE TRIGGER b AFTER INSERT ON t REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION g();
CREATE TRIGGER c BEFORE UPDATE OF a, b ON t FOR EACH ROW WHEN (OLD.a IS DISTINCT FROM NEW.a) EXECUTE FUNCTION f('x', 'it''s');
CREATE TRIGGER d BEFORE TRUNCATE ON t FOR EACH STATEMENT EXECUTE FUNCTION g();
CREATE TRIGGER e BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE CONSTRAINT TRIGGER k AFTER UPDATE ON t FROM u DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION g();
ALTER TABLE t ENABLE REPLICA TRIGGER e;
COMMENT ON TRIGGER e ON t IS 'fifth';

-- pair attributes of policies
CREATE TABLE t (a integer, b text);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY one ON t USING (a > 0);
CREATE POLICY two ON t FOR INSERT WITH CHECK (a > 0);
CREATE POLICY three ON t USING (a > 0) WITH CHECK (a > 0);
CREATE POLICY four ON t;
CREATE POLICY gone ON t TO pg_monitor USING (true);
-- desired
CREATE TABLE t (a integer, b text);
ALTER TABLE t FORCE ROW LEVEL SECURITY;
CREATE POLICY one ON t TO pg_monitor, pg_read_all_settings USING (a > 1 AND b IN (SELECT b FROM t));
CREATE POLICY two ON t FOR UPDATE USING (a > 0);
CREATE POLICY three ON t USING (a > 0);
CREATE POLICY four ON t AS RESTRICTIVE;
COMMENT ON POLICY one ON t IS 'first';

-- pair grants of every kind
CREATE SCHEMA s;
CREATE TABLE t (a integer, b text);
CREATE SEQUENCE q;
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1';
CREATE TYPE e AS ENUM ('a');
CREATE DOMAIN d AS integer;
CREATE VIEW v AS SELECT a FROM t;
GRANT SELECT (a) ON t TO pg_monitor;
GRANT INSERT ON t TO pg_monitor WITH GRANT OPTION;
-- desired
CREATE SCHEMA s;
CREATE TABLE t (a integer, b text);
CREATE SEQUENCE q;
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1';
CREATE TYPE e AS ENUM ('a');
CREATE DOMAIN d AS integer;
CREATE VIEW v AS SELECT a FROM t;
GRANT USAGE ON SCHEMA s TO PUBLIC;
GRANT CREATE ON SCHEMA s TO pg_monitor WITH GRANT OPTION;
GRANT ALL ON t TO pg_monitor;
GRANT USAGE, SELECT ON SEQUENCE q TO pg_monitor;
REVOKE EXECUTE ON FUNCTION f FROM PUBLIC;
GRANT EXECUTE ON FUNCTION f TO pg_monitor;
REVOKE EXECUTE ON PROCEDURE p FROM PUBLIC;
REVOKE USAGE ON TYPE e FROM PUBLIC;
GRANT USAGE ON DOMAIN d TO pg_monitor;
GRANT SELECT ON v TO PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT, INSERT ON TABLES TO pg_monitor;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- pair partitions of every kind
CREATE TABLE l (a text, b integer) PARTITION BY LIST (a);
CREATE TABLE l1 PARTITION OF l FOR VALUES IN ('a', 'b');
CREATE TABLE h (a integer) PARTITION BY HASH (a);
CREATE TABLE h0 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE h1 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE plain (a integer NOT NULL, b date NOT NULL);
-- desired
CREATE TABLE l (a text, b integer, CONSTRAINT c CHECK (b > 0)) PARTITION BY LIST (a);
CREATE TABLE l1 PARTITION OF l FOR VALUES IN ('a', 'b', 'c', NULL);
CREATE TABLE l2 PARTITION OF l (b DEFAULT 5) FOR VALUES IN ('d') PARTITION BY RANGE (b);
CREATE TABLE l2a PARTITION OF l2 FOR VALUES FROM (MINVALUE) TO (100);
CREATE TABLE h (a integer) PARTITION BY HASH (a);
CREATE TABLE h0 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE h1 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE r (a integer NOT NULL, b date NOT NULL, PRIMARY KEY (a, b)) PARTITION BY RANGE (b, a);
CREATE TABLE r1 PARTITION OF r FOR VALUES FROM ('2026-01-01', 0) TO ('2027-01-01', 0);
CREATE TABLE plain (a integer NOT NULL, b date NOT NULL);

-- pair partitions with keys, indexes, triggers and rows that refer to them
CREATE TABLE p (id integer, at integer NOT NULL, v text) PARTITION BY RANGE (at);
CREATE UNIQUE INDEX once ON p (id, at);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
CREATE TABLE other (id integer, at integer);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
-- desired
CREATE TABLE p (id integer, at integer NOT NULL, v varchar(40) DEFAULT 'x', w integer, PRIMARY KEY (id, at), CONSTRAINT u UNIQUE (at, v)) PARTITION BY RANGE (at);
CREATE UNIQUE INDEX once ON p (id, at);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
CREATE INDEX pi ON p (v, w);
CREATE INDEX own ON p1 (w);
CREATE TABLE other (id integer, at integer, FOREIGN KEY (id, at) REFERENCES p);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION f();
ALTER TABLE p2 DISABLE TRIGGER tr;

-- pair a partition is attached and another detached
CREATE TABLE p (a integer, b text, CONSTRAINT none CHECK (a > 100)) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 (a integer, b text, CONSTRAINT none CHECK (a > 100));
CREATE INDEX pi ON p (b);
-- desired
CREATE TABLE p (a integer, b text, CONSTRAINT none CHECK (a > 100)) PARTITION BY RANGE (a);
CREATE TABLE p1 (a integer, b text, CONSTRAINT none CHECK (a > 100));
CREATE INDEX p1_b_idx ON p1 (b);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE INDEX pi ON p (b);

-- pair inheritance begins and ends
CREATE TABLE base (a integer, b text DEFAULT 'x', CONSTRAINT c CHECK (a > 0));
CREATE TABLE more (z integer);
CREATE TABLE child (own integer CHECK (own > 100)) INHERITS (base);
CREATE TABLE alone (a integer, b text DEFAULT 'x', empty integer CHECK (false) NOT NULL, CONSTRAINT c CHECK (a > 0));
-- desired
CREATE TABLE base (a integer NOT NULL, b text DEFAULT 'y', n integer, CONSTRAINT c CHECK (a >= 0), CONSTRAINT d CHECK (n > 0) NO INHERIT);
CREATE TABLE more (z integer);
CREATE TABLE child (own integer CHECK (own > 100)) INHERITS (base, more);
ALTER TABLE child ALTER b SET DEFAULT 'z';
CREATE TABLE alone (empty integer CHECK (false) NOT NULL) INHERITS (base);
CREATE TABLE grandchild (deep text) INHERITS (child);

-- pair a column of a parent becomes one of its child
CREATE TABLE base (a integer, e integer);
CREATE TABLE child (b integer) INHERITS (base);
CREATE TABLE other () INHERITS (base);
-- desired
CREATE TABLE base (a integer);
CREATE TABLE child (b integer) INHERITS (base);
ALTER TABLE child ADD COLUMN e integer;
CREATE TABLE other () INHERITS (base);

-- pair schemas and all that is in them
CREATE SCHEMA s;
CREATE TYPE s.e AS ENUM ('a');
CREATE TABLE s.t (id integer PRIMARY KEY, a s.e);
CREATE TABLE t (id integer REFERENCES s.t);
COMMENT ON SCHEMA s IS 'one';
-- desired
CREATE SCHEMA s;
CREATE SCHEMA "Odd Name";
CREATE TYPE s.e AS ENUM ('a', 'b');
CREATE DOMAIN "Odd Name".d AS integer CHECK (VALUE > 0);
CREATE SEQUENCE s.q;
CREATE TABLE s.t (id integer PRIMARY KEY DEFAULT nextval('s.q'), a s.e DEFAULT 'a', d "Odd Name".d);
CREATE FUNCTION s.f(a s.e) RETURNS "Odd Name".d LANGUAGE sql AS 'SELECT 1::"Odd Name".d';
CREATE VIEW "Odd Name".v AS SELECT id, s.f(a) AS f FROM s.t;
CREATE INDEX i ON s.t (d);
CREATE FUNCTION s.tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE INSERT ON s.t FOR EACH ROW EXECUTE FUNCTION s.tf();
CREATE STATISTICS s.st ON id, d FROM s.t;
CREATE TABLE t (id integer REFERENCES s.t);
COMMENT ON SCHEMA s IS 'two';

-- pair storage of tables
CREATE TABLE a (x text, y text) WITH (fillfactor = 50, autovacuum_enabled = off);
CREATE UNLOGGED TABLE b (x integer);
CREATE TABLE c (x text) WITH (toast.autovacuum_enabled = off);
ALTER TABLE a ALTER x SET STORAGE main;
ALTER TABLE a ALTER y SET (n_distinct = -0.5);
-- desired
CREATE TABLE a (x text, y text) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.1, parallel_workers = 2);
CREATE TABLE b (x integer);
CREATE TABLE c (x text) WITH (toast_tuple_target = 4000);
ALTER TABLE a ALTER y SET STORAGE external;
ALTER TABLE a ALTER y SET (n_distinct = 100, n_distinct_inherited = -1);
ALTER TABLE a ALTER x SET STATISTICS 0;

-- pair extensions
CREATE EXTENSION hstore;
CREATE TABLE t (a text);
-- desired
CREATE SCHEMA ext;
CREATE EXTENSION citext SCHEMA ext;
CREATE EXTENSION pg_trgm;
CREATE TABLE t (a text, b ext.citext);
CREATE INDEX i ON t USING gin (a gin_trgm_ops);
COMMENT ON EXTENSION pg_trgm IS 'likeness';

-- pair rules
CREATE TABLE t (a integer);
CREATE TABLE log (a integer);
CREATE RULE one AS ON DELETE TO t DO INSTEAD NOTHING;
CREATE RULE two AS ON UPDATE TO t DO ALSO INSERT INTO log VALUES (NEW.a);
CREATE RULE gone AS ON INSERT TO log DO ALSO NOTHING;
-- desired
CREATE TABLE t (a integer);
CREATE TABLE log (a integer);
CREATE RULE one AS ON DELETE TO t WHERE OLD.a > 0 DO ALSO INSERT INTO log VALUES (OLD.a);
CREATE RULE two AS ON UPDATE TO t DO ALSO INSERT INTO log VALUES (NEW.a);
ALTER TABLE t DISABLE RULE two;
COMMENT ON RULE one ON t IS 'kept';

-- pair event triggers
CREATE FUNCTION ev() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER one ON ddl_command_start EXECUTE FUNCTION ev();
CREATE EVENT TRIGGER two ON ddl_command_end EXECUTE FUNCTION ev();
CREATE EVENT TRIGGER gone ON sql_drop EXECUTE FUNCTION ev();
-- desired
CREATE FUNCTION ev() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER one ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE') EXECUTE FUNCTION ev();
CREATE EVENT TRIGGER two ON ddl_command_end EXECUTE FUNCTION ev();
ALTER EVENT TRIGGER two ENABLE REPLICA;
COMMENT ON EVENT TRIGGER one IS 'watches';

-- pair statistics objects
CREATE TABLE t (a integer, b integer, c text);
CREATE STATISTICS one ON a, b FROM t;
CREATE STATISTICS two ON a, b FROM t;
CREATE STATISTICS gone ON b, a FROM t;
-- desired
CREATE TABLE t (a integer, b integer, c text);
CREATE STATISTICS one (dependencies, mcv) ON a, b, c FROM t;
CREATE STATISTICS two ON a, b FROM t;
ALTER STATISTICS two SET STATISTICS 50;
COMMENT ON STATISTICS one IS 'together';

-- pair collations
CREATE COLLATION one (provider = libc, locale = 'C');
CREATE COLLATION two (provider = icu, locale = 'de');
CREATE TABLE t (a text COLLATE one, b text);
CREATE INDEX i ON t (b COLLATE one);
-- desired
CREATE COLLATION two (provider = icu, locale = 'en', deterministic = false);
CREATE COLLATION three FROM "C";
CREATE TABLE t (a text COLLATE three, b text COLLATE two);
CREATE INDEX i ON t (b COLLATE three);
COMMENT ON COLLATION two IS 'any case';

-- pair text search
CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION search (COPY = simple);
-- desired
CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = simple, StopWords = english);
CREATE TEXT SEARCH CONFIGURATION search (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION search ADD MAPPING FOR asciiword, word WITH words, english_stem;
CREATE TABLE t (a text, b tsvector GENERATED ALWAYS AS (to_tsvector('search', a)) STORED);
COMMENT ON TEXT SEARCH CONFIGURATION search IS 'finds';

-- pair operators, casts and classes
CREATE TYPE v AS (x integer);
CREATE FUNCTION same(a v, b v) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT a.x = b.x';
-- desired
CREATE TYPE v AS (x integer);
CREATE FUNCTION same(a v, b v) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT a.x = b.x';
CREATE FUNCTION as_number(a v) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a.x';
CREATE OPERATOR === (FUNCTION = same, LEFTARG = v, RIGHTARG = v, COMMUTATOR = ===);
CREATE CAST (v AS integer) WITH FUNCTION as_number(v) AS ASSIGNMENT;
CREATE FUNCTION backwards(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $2 - $1';
CREATE OPERATOR CLASS turned FOR TYPE integer USING btree AS OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 backwards(integer, integer);
CREATE TABLE t (a integer, b v);
CREATE INDEX i ON t (a turned);

-- pair publications
CREATE TABLE t (a integer PRIMARY KEY, b text);
CREATE PUBLICATION one FOR TABLE t;
CREATE PUBLICATION gone;
-- desired
CREATE TABLE t (a integer PRIMARY KEY, b text);
CREATE TABLE u (a integer PRIMARY KEY);
CREATE PUBLICATION one FOR TABLE t, u WITH (publish = 'insert');
CREATE PUBLICATION everything FOR ALL TABLES;
COMMENT ON PUBLICATION one IS 'some';

-- pair foreign data
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER far FOREIGN DATA WRAPPER w OPTIONS (host 'a');
CREATE FOREIGN TABLE f (a integer OPTIONS (name 'A'), b text) SERVER far OPTIONS (remote 'f');
-- desired
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER far FOREIGN DATA WRAPPER w OPTIONS (host 'b', port '1');
CREATE USER MAPPING FOR PUBLIC SERVER far OPTIONS (login 'x');
CREATE FOREIGN TABLE f (a bigint OPTIONS (name 'B') NOT NULL, b text, c integer DEFAULT 1, CHECK (a > 0)) SERVER far OPTIONS (remote 'g');
COMMENT ON FOREIGN TABLE f IS 'abroad';

-- pair comments on everything
CREATE TABLE t (id integer PRIMARY KEY, a integer CONSTRAINT u UNIQUE, CONSTRAINT c CHECK (a > 0));
CREATE INDEX i ON t (a);
CREATE VIEW v AS SELECT a FROM t;
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TYPE e AS ENUM ('a');
CREATE SEQUENCE s;
COMMENT ON TABLE t IS 'a';
COMMENT ON COLUMN t.a IS 'b';
COMMENT ON CONSTRAINT u ON t IS 'c';
COMMENT ON INDEX i IS 'd';
COMMENT ON VIEW v IS 'e';
COMMENT ON FUNCTION f() IS 'f';
COMMENT ON TYPE e IS 'g';
COMMENT ON SEQUENCE s IS 'h';
-- desired
CREATE TABLE t (id integer PRIMARY KEY, a integer CONSTRAINT u UNIQUE, CONSTRAINT c CHECK (a > 0));
CREATE INDEX i ON t (a);
CREATE VIEW v AS SELECT a FROM t;
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TYPE e AS ENUM ('a');
CREATE SEQUENCE s;
COMMENT ON TABLE t IS E'two\nlines';
COMMENT ON COLUMN t.a IS 'it''s \\ odd';
COMMENT ON CONSTRAINT c ON t IS '$$';
COMMENT ON VIEW v IS 'other';
COMMENT ON SEQUENCE s IS '--';

-- pair a table is moved to another schema
CREATE SCHEMA s;
CREATE TABLE t (id integer PRIMARY KEY, a text);
CREATE VIEW v AS SELECT a FROM t;
-- desired
CREATE SCHEMA s;
CREATE TABLE s.t (id integer PRIMARY KEY, a text);
CREATE VIEW v AS SELECT a FROM s.t;

-- pair names of kinds change places
CREATE TABLE a (x integer);
CREATE INDEX b ON a (x);
CREATE SEQUENCE c;
CREATE TYPE d AS ENUM ('x');
-- desired
CREATE TABLE b (x integer);
CREATE INDEX a ON b (x);
CREATE VIEW c AS SELECT x FROM b;
CREATE DOMAIN d AS integer;

-- pair one of several words
CREATE TABLE t (a varchar(20), b char(3) CHECK (b IN ('x', 'y')));
-- desired
CREATE TABLE t (
  a varchar(20) DEFAULT 'x' CHECK (a IN ('x', 'y''s, z', 'ARRAY[1]')) CHECK (a NOT IN ('q', 'r')),
  b char(3) CHECK (b IN ('x', 'y')),
  c numeric CHECK (c IN (1, 2.5))
);
CREATE INDEX i ON t (a) WHERE a IN ('x', 'y');
CREATE VIEW v AS SELECT a FROM t WHERE a IN ('x', 'y') OR a IN ('z', lower(b));
CREATE DOMAIN d AS varchar(5) CHECK (VALUE IN ('x', 'y'));
CREATE POLICY p ON t USING (a IN ('x', 'y'));
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW WHEN (NEW.a IN ('x', 'y')) EXECUTE FUNCTION f();

-- pair virtual columns
-- since 18
CREATE TABLE t (id integer PRIMARY KEY, a integer, b integer GENERATED ALWAYS AS (a + 1) VIRTUAL, c integer GENERATED ALWAYS AS (a * 2) VIRTUAL, d integer GENERATED ALWAYS AS (a * 3) STORED, e integer GENERATED ALWAYS AS (a * 4) VIRTUAL);
CREATE VIEW v AS SELECT b, c FROM t;
-- desired
CREATE TABLE t (id integer PRIMARY KEY, a bigint, b integer GENERATED ALWAYS AS (a + 2) VIRTUAL, c bigint GENERATED ALWAYS AS (a * 2) STORED, d integer GENERATED ALWAYS AS (a * 3) VIRTUAL, f text COLLATE "C" GENERATED ALWAYS AS ('x' || id) VIRTUAL);
CREATE VIEW v AS SELECT b, c FROM t;

-- pair constraints that are not enforced
-- since 18
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE t (a integer, b integer, CONSTRAINT c CHECK (a > 0) NOT ENFORCED, CONSTRAINT d CHECK (a > 1), CONSTRAINT f FOREIGN KEY (a) REFERENCES p NOT ENFORCED, CONSTRAINT g FOREIGN KEY (b) REFERENCES p);
-- desired
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE t (a integer, b integer, CONSTRAINT c CHECK (a > 0), CONSTRAINT d CHECK (a > 1) NOT ENFORCED, CONSTRAINT e CHECK (b > 1) NOT ENFORCED, CONSTRAINT f FOREIGN KEY (a) REFERENCES p, CONSTRAINT g FOREIGN KEY (b) REFERENCES p ON DELETE CASCADE DEFERRABLE NOT ENFORCED);
COMMENT ON CONSTRAINT e ON t IS 'only said';

-- pair keys over time
-- since 18
CREATE TABLE room (id int4range, during tstzrange);
CREATE TABLE stay (room int4range, during tstzrange, gone tstzrange);
-- desired
CREATE TABLE room (id int4range, during tstzrange, PRIMARY KEY (id, during WITHOUT OVERLAPS), CONSTRAINT u UNIQUE (id, during WITHOUT OVERLAPS) DEFERRABLE);
CREATE TABLE stay (room int4range, during tstzrange, CONSTRAINT k UNIQUE (room, during WITHOUT OVERLAPS), CONSTRAINT "in" FOREIGN KEY (room, PERIOD during) REFERENCES room (id, PERIOD during));

-- pair NOT NULL by name
-- since 18
CREATE TABLE t (id integer PRIMARY KEY, a integer CONSTRAINT one NOT NULL, b integer NOT NULL, c integer, d integer CONSTRAINT gone NOT NULL, e integer NOT NULL, f integer NOT NULL);
COMMENT ON CONSTRAINT one ON t IS 'a';
-- desired
CREATE TABLE t (id integer CONSTRAINT counted NOT NULL PRIMARY KEY, a integer CONSTRAINT two NOT NULL, b integer CONSTRAINT named NOT NULL, c integer CONSTRAINT came NOT NULL, d integer, e integer NOT NULL, f integer NOT NULL);
COMMENT ON CONSTRAINT two ON t IS 'b';
COMMENT ON CONSTRAINT t_e_not_null ON t IS 'e';

-- pair NOT NULL that is not valid yet
-- since 18
CREATE TABLE t (a integer, b integer, c integer NOT NULL, d integer);
ALTER TABLE t ADD CONSTRAINT later NOT NULL a NOT VALID;
ALTER TABLE t ADD NOT NULL b NOT VALID;
-- desired
CREATE TABLE t (a integer CONSTRAINT later NOT NULL, b integer, c integer, d integer);
ALTER TABLE t ADD NOT NULL c NOT VALID;
ALTER TABLE t ADD CONSTRAINT x NOT NULL d NOT VALID;

-- pair NOT NULL that is not inherited
-- since 18
CREATE TABLE base (a integer NOT NULL, b integer NOT NULL NO INHERIT, c integer, d integer NOT NULL, e integer);
CREATE TABLE child () INHERITS (base);
-- desired
CREATE TABLE base (a integer NOT NULL NO INHERIT, b integer NOT NULL, c integer CONSTRAINT x NOT NULL NO INHERIT, d integer NOT NULL, e integer);
CREATE TABLE child (NOT NULL d, CONSTRAINT own NOT NULL e) INHERITS (base);

-- pair NOT NULL of partitions that come and go
-- since 18
CREATE TABLE p (a integer CONSTRAINT must NOT NULL, b text NOT NULL, c text) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (100);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (100) TO (200);
CREATE TABLE p3 (a integer NOT NULL, b text CONSTRAINT own NOT NULL, c text);
ALTER TABLE p ATTACH PARTITION p3 FOR VALUES FROM (200) TO (300);
CREATE TABLE p4 (a integer NOT NULL, b text, c text, CONSTRAINT k CHECK (a >= 300 AND a < 400));
-- desired
CREATE TABLE p (a integer CONSTRAINT must NOT NULL, b text NOT NULL, c text NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (100);
CREATE TABLE p2 (a integer NOT NULL, b text CONSTRAINT other NOT NULL, c text);
CREATE TABLE p3 (a integer NOT NULL, b text CONSTRAINT own NOT NULL, c text CONSTRAINT p_c_not_null NOT NULL);
ALTER TABLE p ATTACH PARTITION p3 FOR VALUES FROM (200) TO (300);
CREATE TABLE p4 PARTITION OF p (CONSTRAINT k CHECK (a >= 300 AND a < 400)) FOR VALUES FROM (300) TO (400);

-- pair NOT NULL of children that come and go
-- since 18
CREATE TABLE base (a integer CONSTRAINT must NOT NULL, b text NOT NULL);
CREATE TABLE goes () INHERITS (base);
CREATE TABLE comes (a integer NOT NULL, b text CONSTRAINT own NOT NULL);
-- desired
CREATE TABLE base (a integer CONSTRAINT must NOT NULL, b text NOT NULL);
CREATE TABLE goes (a integer NOT NULL, b text NOT NULL);
CREATE TABLE comes (a integer NOT NULL, b text CONSTRAINT own NOT NULL) INHERITS (base);

-- pair types that generated columns are computed from
CREATE TABLE t (id int primary key, a integer, g integer GENERATED ALWAYS AS (a * 2) STORED, h int generated always as (a+id) stored);
CREATE INDEX gi ON t (g);
CREATE VIEW v AS SELECT g FROM t;
-- desired
CREATE TABLE t (id int primary key, a bigint, g integer GENERATED ALWAYS AS (a * 2) STORED, h int generated always as (a+id+1) stored);
CREATE INDEX gi ON t (g);
CREATE VIEW v AS SELECT g FROM t;

-- pair NOT NULL that a child says itself
CREATE TABLE base (a integer, b integer not null);
CREATE TABLE child () INHERITS (base);
CREATE TABLE child2 () INHERITS (base);
CREATE TABLE p (a integer, b integer) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (100);
-- desired
CREATE TABLE base (a integer, b integer);
CREATE TABLE child () INHERITS (base);
ALTER TABLE child ALTER a SET NOT NULL;
CREATE TABLE child2 () INHERITS (base);
ALTER TABLE child2 ALTER b SET NOT NULL;
CREATE TABLE p (a integer, b integer) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (100);
ALTER TABLE p1 ALTER b SET NOT NULL;

-- pair views with constants that get their type from elsewhere
CREATE TABLE t (id integer PRIMARY KEY, at timestamptz, name varchar(10));
CREATE VIEW v AS SELECT q.* FROM (SELECT id, at, name, ARRAY['a'] AS many FROM t UNION ALL SELECT NULL, NULL, NULL, NULL UNION ALL SELECT 1, '2020-01-01', 'it''s
NULL::integer AS int4', '{}') q;
-- desired
CREATE TABLE t (id integer PRIMARY KEY, at timestamptz, name varchar(10), more integer);
CREATE VIEW v AS SELECT q.* FROM (SELECT id, at, name, ARRAY['a'] AS many FROM t UNION ALL SELECT NULL, NULL, NULL, NULL UNION ALL SELECT 1, '2020-01-01', 'it''s
NULL::integer AS int4', '{}') q;
CREATE VIEW w AS SELECT 'x'::text AS text, NULL::date AS day FROM t UNION ALL SELECT '', NULL;
