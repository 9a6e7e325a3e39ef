// The MariaDB client library, loaded when the first MariaDB or MySQL database is opened, so that a start for another
// database never maps it and the command runs where it is not installed. Only libmariadb.so.3 is taken: Oracle's
// libmysqlclient numbers its options and lays out its structures differently.
#pragma once

#include <mysql.h>

#include <string>

namespace dunlin::database::mariadb {

/// The functions that are used, by the names and types of mysql.h.
#define DUNLIN_MARIADB_FUNCTIONS(X) \
  X(mysql_init)                     \
  X(mysql_close)                    \
  X(mysql_options)                  \
  X(mysql_options4)                 \
  X(mysql_get_optionv)              \
  X(mysql_real_connect)             \
  X(mysql_real_query)               \
  X(mysql_real_escape_string)       \
  X(mysql_set_character_set)        \
  X(mysql_character_set_name)       \
  X(mysql_errno)                    \
  X(mysql_error)                    \
  X(mysql_sqlstate)                 \
  X(mysql_field_count)              \
  X(mysql_affected_rows)            \
  X(mysql_warning_count)            \
  X(mysql_use_result)               \
  X(mysql_fetch_row)                \
  X(mysql_fetch_lengths)            \
  X(mysql_fetch_fields)             \
  X(mysql_num_fields)               \
  X(mysql_free_result)              \
  X(mysql_more_results)             \
  X(mysql_next_result)              \
  X(mysql_thread_id)                \
  X(mysql_get_server_info)          \
  X(mysql_get_client_info)          \
  X(mysql_get_ssl_cipher)           \
  X(mysql_get_socket)               \
  X(mysql_stmt_init)                \
  X(mysql_stmt_prepare)             \
  X(mysql_stmt_execute)             \
  X(mysql_stmt_bind_param)          \
  X(mysql_stmt_bind_result)         \
  X(mysql_stmt_param_count)         \
  X(mysql_stmt_field_count)         \
  X(mysql_stmt_result_metadata)     \
  X(mysql_stmt_fetch)               \
  X(mysql_stmt_fetch_column)        \
  X(mysql_stmt_free_result)         \
  X(mysql_stmt_next_result)         \
  X(mysql_stmt_affected_rows)       \
  X(mysql_stmt_errno)               \
  X(mysql_stmt_error)               \
  X(mysql_stmt_sqlstate)            \
  X(mysql_stmt_close)               \
  X(mariadb_get_infov)

struct Client {
#define DUNLIN_DECLARE(name) decltype(&::name) name = nullptr;
  DUNLIN_MARIADB_FUNCTIONS(DUNLIN_DECLARE)
#undef DUNLIN_DECLARE
};

/// Loads the library at the first call. Throws Error{connect} naming the package that brings it.
[[nodiscard]] const Client& client();

/// Throws Error{refused} where the program itself is linked with another client library: a connection made by one copy
/// cannot be used by another.
void check_same_copy();

/// One line for `doctor`.
[[nodiscard]] std::string describe_client(bool& usable);

}  // namespace dunlin::database::mariadb
