-- dunlin:up
PRAGMA foreign_keys = OFF;
CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE);
INSERT INTO posts SELECT id, id FROM users;
CREATE TABLE new_users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, runs INTEGER NOT NULL, note TEXT);
INSERT INTO new_users SELECT id, email, runs, note FROM users;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;
-- dunlin:down
DROP TABLE posts;
