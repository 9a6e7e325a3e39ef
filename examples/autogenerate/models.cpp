#include "models.hpp"

namespace {

using namespace dunlin::model;

dunlin::Schema first_release() {
  return {table("users",  //
                column("id", integer()).identity().primary_key(), column("email", string(200)).not_null().unique(),
                column("role", enumeration("role", {"listener", "artist"})).not_null().default_value("listener"),
                column("created_at", timestamp_tz()).not_null().default_now(), check("email_form", "email LIKE '%@%'")),
          table("tracks",  //
                column("id", integer()).identity().primary_key(), column("owner_id", integer()).not_null(),
                column("title", text()).not_null(), column("slug", text()),
                column("seconds", decimal(8, 2)).not_null().default_value(0),
                foreign_key({"owner_id"}).references("users", {"id"}).on_delete(cascade),
                index("ix_tracks_owner", {"owner_id"}),
                index("ux_tracks_slug", {"slug"}).unique().where("slug IS NOT NULL"))};
}

/// Addresses may be longer, titles are called names, and plays are counted.
dunlin::Schema second_release() {
  return {table("users",  //
                column("id", integer()).identity().primary_key(), column("email", string(320)).not_null().unique(),
                column("role", enumeration("role", {"listener", "artist"})).not_null().default_value("listener"),
                column("created_at", timestamp_tz()).not_null().default_now(), check("email_form", "email LIKE '%@%'")),
          table("tracks",  //
                column("id", integer()).identity().primary_key(), column("owner_id", integer()).not_null(),
                column("name", text()).not_null().renamed_from("title"), column("slug", text()),
                column("seconds", decimal(8, 2)).not_null().default_value(0),
                column("plays", integer()).not_null().default_value(0),
                foreign_key({"owner_id"}).references("users", {"id"}).on_delete(cascade),
                index("ix_tracks_owner", {"owner_id"}),
                index("ux_tracks_slug", {"slug"}).unique().where("slug IS NOT NULL"))};
}

}  // namespace

dunlin::Schema soundshare_models(bool next) { return next ? second_release() : first_release(); }
