-- Not idempotent on purpose: a statement that ran twice shows.
-- dunlin:up
UPDATE users SET runs = runs + 1;
ALTER TABLE users ADD COLUMN note VARCHAR(20);
UPDATE users SET runs = runs * 3;
-- dunlin:down
UPDATE users SET runs = runs / 3;
ALTER TABLE users DROP COLUMN note;
UPDATE users SET runs = runs - 1;
