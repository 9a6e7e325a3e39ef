-- dunlin:up
UPDATE users SET runs = runs + 100;
VACUUM;
UPDATE users SET runs = runs * 2;
-- dunlin:down
UPDATE users SET runs = runs / 2 - 100;
