-- dunlin:up
INSERT INTO users (id, name) VALUES (1, 'Ada');
-- dunlin:down
DELETE FROM users WHERE id = 1;
