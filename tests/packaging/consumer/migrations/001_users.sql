-- dunlin:up
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
-- dunlin:down
DROP TABLE users;
