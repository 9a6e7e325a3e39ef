-- How often each was played.
-- dunlin:up
-- dunlin:log Step 1/2: the column
ALTER TABLE streams ADD COLUMN plays INTEGER NOT NULL DEFAULT 0;
-- dunlin:log Step 2/2: its index
CREATE INDEX idx_streams_plays ON streams (plays);
-- dunlin:down
DROP INDEX idx_streams_plays;
ALTER TABLE streams DROP COLUMN plays;
