-- Everybody writes for the hub at first.
INSERT INTO authors (id, name) VALUES (1, 'Anonymous');
