-- dunlin:up
CREATE TABLE copies (id integer PRIMARY KEY, runs INTEGER NOT NULL);
-- dunlin:batch 2 by users.id
INSERT INTO copies (id, runs) SELECT id, runs FROM users WHERE id BETWEEN :batch_from AND :batch_to;
UPDATE copies SET runs = runs + 5;
-- dunlin:down
DROP TABLE copies;
