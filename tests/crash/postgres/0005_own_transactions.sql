-- dunlin:transaction off
-- dunlin:up
CREATE TYPE mood AS ENUM ('good');
BEGIN;
UPDATE users SET runs = runs + 7;
UPDATE copies SET runs = runs + 7;
COMMIT;
ALTER TYPE mood ADD VALUE 'bad';
ALTER TABLE users ADD COLUMN mood mood DEFAULT 'bad';
-- dunlin:down
ALTER TABLE users DROP COLUMN mood;
DROP TYPE mood;
UPDATE users SET runs = runs - 7;
