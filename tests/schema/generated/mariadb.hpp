// Schemas for MariaDB and MySQL by chance. Their rows hold 1 wherever a number fits, so that any of the types that a
// column may have takes them.
#pragma once

#include <array>
#include <map>
#include <random>
#include <string>

#include "diff/write.hpp"
#include "schema/generated/chance.hpp"
#include "schema/generated/made.hpp"
#include "schema/schema.hpp"

namespace dunlin::journey {

class MariadbGenerator {
 public:
  /// `mysql`: of what it knows.
  MariadbGenerator(unsigned seed, bool mysql) : mysql_(mysql), chance_(seed) {}

  Made make(const database::DdlWriter& ddl) {
    const auto schema = generate();
    schema::Schema nothing;
    nothing.engine = schema.engine;
    Made made;
    for (const auto& statement : diff::write(nothing, schema, ddl)) made.sql += statement.sql + ";\n";
    made.rows.emplace_back("SET foreign_key_checks = 0");
    for (const auto& table : schema.tables) fill(table, made.rows);
    made.rows.emplace_back("SET foreign_key_checks = DEFAULT");
    return made;
  }

 private:
  static void fill(const schema::Table& table, std::vector<std::string>& rows) {
    for (const char* id : {"1", "2", "3"}) {
      std::string names = "id", values = id;
      for (const auto& column : table.columns) {
        if (column.name == "id" || !column.generated.empty()) continue;
        names += ", `" + column.name + "`";
        const char kind = column.name[0];
        values += kind == 'd' ? ", '2021-02-03'" : kind == 'e' ? ", 'b'" : kind == 'j' ? ", '{\"a\": 1}'" : ", 1";
      }
      rows.push_back("INSERT INTO `" + table.name.name + "` (" + names + ") VALUES (" + values + ")");
    }
  }

  schema::Schema generate() {
    schema::Schema all;
    all.engine = "mariadb";
    if (!mysql_ && chance("s0", 60)) all.sequences.push_back(sequence());
    for (int i = 0; i < 4; ++i) {
      const std::string name = "t" + std::to_string(i);
      if (chance(name, 80)) all.tables.push_back(table(name, !all.sequences.empty()));
    }
    for (auto& table : all.tables) foreign_keys(table, all);
    views(all);
    programs(all);
    all.sort();
    return all;
  }

  using Random = std::mt19937;

  Random random(const std::string& name) { return chance_.about(name); }
  static unsigned below(Random& random, std::size_t n) { return static_cast<unsigned>(random() % n); }
  bool chance(const std::string& name, unsigned percent) {
    auto its = random(name + "?");
    return below(its, 100) < percent;
  }
  template <std::size_t N>
  static std::string one_of(Random& random, const char* const (&all)[N]) {
    return all[below(random, N)];
  }

  schema::Sequence sequence() {
    auto its = random("sequence");
    schema::Sequence made;
    made.name = std::string("s0");
    made.properties["increment"] = one_of(its, {"1", "2", "10"});
    made.properties["cache"] = one_of(its, {"0", "1000", "7"});
    made.properties["cycle"] = one_of(its, {"0", "1"});
    return made;
  }

  schema::Column column(const std::string& table, const std::string& name, bool with_sequence) {
    auto its = random(table + "." + name);
    schema::Column made;
    made.name = name;
    made.nullable = below(its, 2) == 0;
    if (below(its, 4) == 0) made.comment = one_of(its, {"it's", "a; b", "-- c", "x\\y"});
    const bool invisible = below(its, 8) == 0;
    const bool defaulted = below(its, 3) > 0;
    switch (name[0]) {
      case 'n':
        made.type = one_of(its, {"int", "bigint", "smallint unsigned", "decimal(10,2)", "varchar(40)", "varchar(300)",
                                 "char(10)", "text", "double", "tinyint(1)", "int(5) unsigned zerofill"});
        if (is_text(made) && below(its, 3) == 0) made.collation = one_of(its, {"utf8mb4_bin", "latin1_swedish_ci"});
        // What a new NOT NULL text has without a default is no number, as the checks want it.
        if (defaulted || (is_text(made) && !made.nullable)) made.default_sql = is_text(made) ? "'1'" : "1";
        if (mysql_ && made.type == "text" && !made.default_sql.empty()) made.default_sql = "('1')";
        if (made.type == "bigint" && with_sequence && below(its, 2) == 0) made.default_sql = "nextval(`s0`)";
        if (below(its, 6) == 0) made.properties["check"] = "`" + name + "` >= 0";
        break;
      case 'd':
        made.type = one_of(its, {"date", "datetime", "timestamp", "datetime(3)"});
        made.default_sql = "'2020-01-01'";
        if (made.type == "datetime" && below(its, 2) == 0) {
          made.default_sql = "current_timestamp()";
          made.properties["on update"] = "current_timestamp()";
        }
        if (made.type.starts_with("datetime") && made.default_sql.starts_with('\'') && below(its, 2) == 0) {
          made.default_sql = "(current_timestamp() + interval 1 day)";
        }
        break;
      case 'e':
        made.type = one_of(its, {"enum('a','b')", "enum('a','b','c')", "enum('b','a')", "set('a','b')", "varchar(5)"});
        made.default_sql = "'a'";
        break;
      case 'j':
        if (mysql_) {
          made.type = "json";
          made.default_sql = "('{}')";
          break;
        }
        made.type = "longtext";
        made.collation = "utf8mb4_bin";
        made.properties["check"] = "json_valid(`" + name + "`)";
        made.default_sql = "'{}'";
        break;
      default:  // g
        made.type = "int";
        made.nullable = true;
        if (below(its, 3) > 0) {
          made.generated = one_of(its, {"`k` + 1", "`k` * 2", "abs(`k`)"});
          made.stored = below(its, 2) == 0;
        }
    }
    if (invisible && (made.nullable || !made.default_sql.empty())) made.properties["invisible"] = "";
    return made;
  }
  static bool is_text(const schema::Column& column) {
    return column.type.find("char") != std::string::npos || column.type == "text";
  }

  schema::Part part(const schema::Column& column, Random& its) {
    schema::Part made;
    made.column = column.name;
    if (column.type == "text" || column.type == "varchar(300)" || column.type == "longtext") {
      made.prefix = 10;
    } else if (below(its, 3) == 0) {
      made.descending = true;
    }
    return made;
  }

  schema::Table table(const std::string& name, bool with_sequence) {
    auto its = random(name);
    schema::Table made;
    made.name = name;
    schema::Column id;
    id.name = "id";
    id.nullable = false;
    id.type = one_of(its, {"int", "bigint"});
    if (below(its, 2) == 0) id.identity = schema::Identity::by_default;
    made.columns.push_back(id);
    made.columns.push_back(id);  // what others are computed from: no column that counts
    made.columns[1].name = "k";
    made.columns[1].identity = schema::Identity::none;
    made.columns[1].default_sql = "1";
    for (const char* each : {"n0", "n1", "n2", "d0", "d1", "e0", "j0", "g0", "g1"}) {
      if (chance(name + "." + each, 60)) made.columns.push_back(column(name, each, with_sequence));
    }
    auto order = random(name + " order");
    if (below(order, 2) == 0) std::shuffle(made.columns.begin() + 2, made.columns.end(), order);
    made.primary_key.emplace();
    made.primary_key->columns = {"id"};
    options(made);
    keys(made);
    return made;
  }

  void options(schema::Table& made) {
    const std::string& name = made.name.name;
    auto its = random(name + " options");
    if (below(its, 3) == 0) made.comment = one_of(its, {"of a table", "it's"});
    auto& properties = made.properties;
    if (below(its, 4) == 0) properties["COLLATE"] = one_of(its, {"utf8mb4_bin", "utf8mb4_unicode_ci"});
    if (below(its, 5) == 0) properties["ROW_FORMAT"] = one_of(its, {"DYNAMIC", "COMPACT"});
    // A table with history cannot change between engines. MySQL's other engines take few of these things.
    const bool with_history = name == "t0" || name == "t2";
    if (!mysql_ && !with_history && below(its, 5) == 0) properties["ENGINE"] = one_of(its, {"MyISAM", "Aria"});
    if (!mysql_ && with_history && below(its, 5) == 0) properties["WITH SYSTEM VERSIONING"] = "";
    if (below(its, 6) == 0) made.partition_by = one_of(its, {"HASH (`id`)\nPARTITIONS 3", "KEY (`id`)\nPARTITIONS 2"});
  }

  void keys(schema::Table& made) {
    const std::string& name = made.name.name;
    for (const auto& column : made.columns) {
      if (column.name[0] != 'n' && column.name[0] != 'g' && column.name[0] != 'd') continue;
      if (!column.generated.empty() && !column.stored && made.properties.contains("ENGINE")) continue;
      const std::string own = name + " on " + column.name;
      auto its = random(own);
      if (chance(own + " unique", 25)) {
        schema::Index index;
        index.name = "uq_" + column.name;
        index.unique = true;
        index.parts = {part(column, its), {}};
        index.parts[1].column = "id";
        made.indexes.push_back(std::move(index));
      }
      if (chance(own + " index", 35)) {
        schema::Index index;
        index.name = "ix_" + column.name;
        index.parts = {part(column, its)};
        if (below(its, 4) == 0) index.comment = "it's";
        index.visible = below(its, 5) > 0;
        made.indexes.push_back(std::move(index));
      }
      if (chance(own + " check", 20) && column.name[0] == 'n') {
        schema::Check check;
        check.name = "ck_" + name + "_" + column.name;
        check.expression = "`" + column.name + "` " + one_of(its, {">= 0", "<> -1"});
        made.checks.push_back(std::move(check));
      }
      if (chance(own + " words", 15) && is_text(column) && made.partition_by.empty()) {
        schema::Index index;
        index.name = "ft_" + column.name;
        index.method = "fulltext";
        index.parts.emplace_back();
        index.parts[0].column = column.name;
        made.indexes.push_back(std::move(index));
      }
    }
  }

  void foreign_keys(schema::Table& made, const schema::Schema& all) {
    const auto takes_part = [](const schema::Table& table) {
      return !table.properties.contains("ENGINE") && !table.properties.contains("WITH SYSTEM VERSIONING") &&
             table.partition_by.empty();
    };
    for (const auto& parent : all.tables) {
      const std::string own = made.name.name + " to " + parent.name.name;
      auto its = random(own);
      if (!chance(own, 40)) continue;
      schema::Column column;
      column.name = "p_" + parent.name.name;
      column.type = parent.columns[0].type;
      made.columns.push_back(column);
      schema::Index index;
      index.name = "fk_" + column.name;
      index.parts.emplace_back();
      index.parts[0].column = column.name;
      made.indexes.push_back(std::move(index));
      if (!takes_part(made) || !takes_part(parent)) continue;
      schema::ForeignKey key;
      key.name = "fk_" + made.name.name + "_" + parent.name.name;
      key.columns = {column.name};
      key.table = parent.name;
      key.referenced = {"id"};
      key.on_delete =
          std::array{schema::Action::no_action, schema::Action::cascade, schema::Action::set_null}[below(its, 3)];
      key.on_update = below(its, 2) == 0 ? schema::Action::cascade : schema::Action::no_action;
      made.foreign_keys.push_back(std::move(key));
    }
  }

  void views(schema::Schema& all) {
    std::string last;
    for (const auto& table : all.tables) {
      const std::string name = "v_" + table.name.name;
      auto its = random(name);
      if (!chance(name, 50)) continue;
      schema::View view;
      view.name = name;
      view.query = "select `x`.`id` AS `id`";
      for (const auto& column : table.columns) {
        if (column.name != "id" && below(its, 3) == 0) view.query += ", `x`.`" + column.name + "`";
      }
      view.query += " from `" + table.name.name + "` `x`";
      if (!last.empty() && below(its, 2) == 0) view.query += " join `" + last + "` on `" + last + "`.`id` = `x`.`id`";
      if (below(its, 4) == 0) view.properties["security"] = "INVOKER";
      if (below(its, 4) == 0) view.properties["algorithm"] = "MERGE";
      last = name;
      all.views.push_back(std::move(view));
    }
  }

  void programs(schema::Schema& all) {
    for (const char* name : {"f0", "f1"}) {
      auto its = random(name);
      if (!chance(name, 50)) continue;
      schema::Routine routine;
      routine.name = std::string(name);
      routine.definition = "CREATE FUNCTION `" + std::string(name) + "`(a int) RETURNS int(11)\n    DETERMINISTIC\n" +
                           one_of(its, {"RETURN a + 1", "BEGIN DECLARE b INT DEFAULT 1; RETURN a + b; END"});
      if (below(its, 3) == 0) routine.properties["sql_mode"] = "PIPES_AS_CONCAT,ANSI_QUOTES";
      all.routines.push_back(std::move(routine));
    }
    for (const auto& table : all.tables) {
      std::map<std::string, std::string> before;
      for (const char* tail : {"_a", "_b", "_c"}) {
        const std::string name = "tr_" + table.name.name + tail;
        auto its = random(name);
        if (!chance(name, 40)) continue;
        schema::Trigger trigger;
        trigger.name = name;
        trigger.table = table.name;
        const std::string moment = one_of(its, {"BEFORE INSERT", "BEFORE UPDATE", "AFTER DELETE"});
        trigger.definition = "CREATE TRIGGER `" + name + "` " + moment + " ON `" + table.name.name + "` FOR EACH ROW ";
        if (auto& previous = before[moment]; previous.empty()) {
          previous = name;
        } else {
          trigger.definition += "FOLLOWS `" + previous + "` ";
          previous = name;
        }
        trigger.definition += one_of(its, {"SET @x = 1", "BEGIN SET @x = 1; SET @y = 'a; b'; END"});
        all.triggers.push_back(std::move(trigger));
      }
    }
    if (chance("ev0", 50)) {
      auto its = random("ev0");
      schema::Other event;
      event.kind = "event";
      event.name = std::string("ev0");
      event.definition = std::string("CREATE EVENT `ev0` ON SCHEDULE EVERY ") +
                         one_of(its, {"1 DAY", "'1:30' HOUR_MINUTE"}) + " STARTS '2035-01-01 00:00:00' DISABLE DO " +
                         one_of(its, {"SET @x = 1", "BEGIN SET @x = 1; END"});
      all.others.push_back(std::move(event));
    }
  }

  bool mysql_;
  Chance chance_;
};

}  // namespace dunlin::journey
