-- dunlin:up
CREATE INDEX CONCURRENTLY users_runs ON users (runs);
UPDATE users SET runs = runs + 100;
CREATE INDEX CONCURRENTLY ON users (note);
DROP INDEX CONCURRENTLY users_email;
REINDEX INDEX CONCURRENTLY users_runs;
UPDATE users SET runs = runs * 2;
-- dunlin:down
UPDATE users SET runs = runs / 2 - 100;
DROP INDEX CONCURRENTLY users_runs;
CREATE INDEX CONCURRENTLY users_email ON users (email);
DROP INDEX users_note_idx;
