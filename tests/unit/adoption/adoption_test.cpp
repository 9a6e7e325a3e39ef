// The pure parts of adopt: what a Python file says, which order follows, which file a row is.
#include <gtest/gtest.h>

#include "adoption/alembic.hpp"
#include "adoption/tools.hpp"
#include "source/layout.hpp"

namespace dunlin::adoption {
namespace {

TEST(Alembic, ReadsRevisions) {
  const auto one = read_revision(
      "\"\"\"add x\n\nRevision ID: b2\nRevises: a1\n\"\"\"\nfrom alembic import op\n\n# revision identifiers\n"
      "revision = 'b2'\ndown_revision = \"a1\"\nbranch_labels = None\n",
      "b2_add_x.py");
  EXPECT_EQ(one.id, "b2");
  EXPECT_EQ(one.title, "b2_add_x");
  EXPECT_EQ(one.after, std::vector<std::string>{"a1"});
  const auto typed =
      read_revision("revision: str = 'c3'\r\ndown_revision: Union[str, Sequence[str], None] = None\r\n", "c3.py");
  EXPECT_EQ(typed.id, "c3");
  EXPECT_TRUE(typed.after.empty());
  const auto merge =
      read_revision("revision='m'\ndown_revision=(\n  'a',  # it's left\n  \"b\",\n)\nx = 'y'\n", "m.py");
  EXPECT_EQ(merge.after, (std::vector<std::string>{"a", "b"}));
  for (const char* text : {"", "x = 1", "  revision = 'indented'", "revisions = 'no'", "revision",
                           "revision = unquoted", "revision = 'open", "down_revision = ('", "revision = ("}) {
    EXPECT_TRUE(read_revision(text, "x.py").id.empty()) << text;
  }
}

TEST(Alembic, Order) {
  const std::vector<Revision> all = {{"m", "m", {"l", "r"}}, {"r", "r", {"a"}}, {"l", "l", {"a"}},
                                     {"a", "a", {}},         {"n", "n", {"m"}}, {"z", "z", {"gone"}}};
  const auto titles = [&](const std::vector<std::string>& heads) {
    std::string text;
    for (const auto& revision : up_to(all, heads)) text += revision.title + " ";
    return text;
  };
  EXPECT_EQ(titles({"a"}), "a ");
  EXPECT_EQ(titles({"m"}), "a r l m ");
  EXPECT_EQ(titles({"l", "r"}), "a l r ");
  EXPECT_EQ(titles({"unknown"}), "");
  EXPECT_EQ(titles({"z"}), "z ");
  const std::vector<Revision> circle = {{"a", "a", {"b"}}, {"b", "b", {"a"}}};
  EXPECT_EQ(up_to(circle, {"a"}).size(), 2u);
}

TEST(Tools, AreToldApartByColumns) {
  const auto tool_of = [](const std::vector<std::string>& columns, std::string_view table) {
    for (const auto& tool : tools()) {
      if (tool.table == table && has_columns(tool, columns)) return std::string(tool.name);
    }
    return std::string();
  };
  EXPECT_EQ(tool_of({"script_name", "applied_at", "success"}, "migrations"), "scripts");
  EXPECT_EQ(tool_of({"id", "migration", "batch"}, "migrations"), "");
  EXPECT_EQ(tool_of({"id", "version", "name", "applied_at", "checksum"}, "schema_migrations"), "versions");
  EXPECT_EQ(tool_of({"version", "dirty"}, "schema_migrations"), "golang-migrate");
  EXPECT_EQ(tool_of({"version", "inserted_at"}, "schema_migrations"), "");
}

TEST(Tools, FindTheFileOfARow) {
  source::Source source;
  for (const auto& [version, name, path] : std::initializer_list<std::tuple<const char*, const char*, const char*>>{
           {"001", "users", "m/001_users.sql"}, {"024", "add_x", "m/024_add_x.up.sql"}, {"7", "", "m/7.sql"}}) {
    source::Migration migration;
    migration.version = version;
    migration.name = name;
    migration.layout = &source::native_layout();
    migration.up = base::Content::memory(path, "SELECT 1;");
    source.migrations.push_back(std::move(migration));
  }
  const auto title = [&](std::string id, std::string name = {}) {
    const auto* found = find_migration({std::move(id), std::move(name), {}, true, {}}, source);
    return found == nullptr ? std::string("none") : found->title();
  };
  EXPECT_EQ(title("001_users.py"), "001_users");
  EXPECT_EQ(title("migrations/001_users"), "001_users");
  EXPECT_EQ(title("024_add_x.up.sql"), "024_add_x");
  EXPECT_EQ(title("24"), "024_add_x");
  EXPECT_EQ(title("024", "AddX"), "024_add_x");
  EXPECT_EQ(title("024", "AddY"), "none") << "names that differ";
  EXPECT_EQ(title("024", "Add x"), "024_add_x");
  EXPECT_EQ(title("7", "whatever"), "7");
  EXPECT_EQ(title("002_users"), "none");
  EXPECT_EQ(title(""), "none");
}

}  // namespace
}  // namespace dunlin::adoption
