insert into a_r.dunlin_restore(run) values
("RENAME TABLE a.parent TO a.dunlin_old_1, a.child TO a.dunlin_old_2, a.v to a.dunlin_old_3, a.w to a.dunlin_old_4, a_r.parent TO a.parent, a_r.child TO a.child, a_r.marker TO a.dunlin_old_marker"),
("DROP TRIGGER IF EXISTS a.tr"),
("DROP FUNCTION IF EXISTS a.f"),
("DROP VIEW IF EXISTS a.dunlin_old_3"),
("DROP VIEW IF EXISTS a.dunlin_old_4"),
("CREATE FUNCTION a.f() returns int deterministic return (select count(*) from parent)"),
("CREATE VIEW v as select * from parent"),
("create trigger tr before insert on child for each row set new.id=new.id+100");
delimiter //
BEGIN NOT ATOMIC
 DECLARE done BOOL DEFAULT FALSE; DECLARE s LONGTEXT;
 DECLARE c CURSOR FOR SELECT run FROM a_r.dunlin_restore ORDER BY id;
 DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = TRUE;
 OPEN c;
 l: LOOP FETCH c INTO s; IF done THEN LEAVE l; END IF; EXECUTE IMMEDIATE s; END LOOP;
END//
