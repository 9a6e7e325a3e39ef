// What a database is beside its content: encoding, owner, rights, settings. A dump of the content does not hold it.
#pragma once

#include <string>

#include "database/postgres/session.hpp"

namespace dunlin::database::postgres {

/// CREATE DATABASE `name`, empty, and in all of this like `model`. `session` is in neither. Throws Error{sql |
/// refused}.
void create_like(Session& session, const std::string& model, const std::string& name);

/// The same with only encoding and locale alike: the user's own, and without settings. Throws Error{sql}.
void create_of_same_locale(Session& session, const std::string& model, const std::string& name);

}  // namespace dunlin::database::postgres
