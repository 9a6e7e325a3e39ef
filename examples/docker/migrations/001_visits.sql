-- Who came by.
-- dunlin:up
CREATE TABLE visits (id INTEGER PRIMARY KEY, who VARCHAR(100) NOT NULL);
-- dunlin:down
DROP TABLE visits;
