-- dunlin:up
SET @word = 'x';
CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, body TEXT);
ALTER TABLE posts ADD CONSTRAINT posts_user FOREIGN KEY (user_id) REFERENCES users (id), ADD INDEX posts_body (body(10));
INSERT INTO posts VALUES (1, 1, @word), (2, 2, @word);
ALTER TABLE posts MODIFY body VARCHAR(200) NOT NULL;
RENAME TABLE posts TO articles;
CREATE VIEW bodies AS SELECT body FROM articles;
CREATE PROCEDURE touch() BEGIN UPDATE users SET runs = runs + 1; INSERT INTO called VALUES (1); END;
CREATE TABLE called (n INTEGER);
CALL touch();
DROP INDEX posts_body ON articles;
CREATE TRIGGER articles_insert BEFORE INSERT ON articles FOR EACH ROW SET NEW.body = UPPER(NEW.body);
INSERT INTO articles VALUES (3, 3, @word);
-- dunlin:down
DROP TRIGGER articles_insert;
DROP VIEW bodies;
DROP PROCEDURE touch;
DROP TABLE called;
DROP TABLE articles;
UPDATE users SET runs = runs - 1;
