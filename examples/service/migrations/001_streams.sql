-- The catalogue.
-- dunlin:up
CREATE TABLE streams (id INTEGER PRIMARY KEY, title VARCHAR(200) NOT NULL);
-- dunlin:down
DROP TABLE streams;
