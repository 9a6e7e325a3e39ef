-- dunlin:up
CREATE TABLE users (id INTEGER PRIMARY KEY, email VARCHAR(100) NOT NULL, runs INTEGER NOT NULL DEFAULT 0);
INSERT INTO users (id, email) VALUES (1, 'a@example.org'), (2, 'b@example.org'), (3, 'c@example.org');
INSERT INTO users (id, email) VALUES (4, 'd@example.org');
CREATE INDEX users_email ON users (email);
-- dunlin:down
DROP TABLE users;
