# Everything is a Debian 12 package; scripts/install-dependencies installs what is missing.
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(PkgConfig REQUIRED)

# Statically for the command: one file that starts fast and brings its own SQLite.
find_library(DUNLIN_SQLITE_STATIC NAMES libsqlite3.a REQUIRED)
find_path(DUNLIN_SQLITE_INCLUDE sqlite3.h REQUIRED)
add_library(dunlin_sqlite3 INTERFACE)
target_include_directories(dunlin_sqlite3 SYSTEM INTERFACE ${DUNLIN_SQLITE_INCLUDE})
target_link_libraries(dunlin_sqlite3 INTERFACE ${DUNLIN_SQLITE_STATIC} Threads::Threads m ${CMAKE_DL_LIBS})

# Headers only: libpq and libmariadb are loaded when first used, so that a start on SQLite never maps them.
pkg_check_modules(DUNLIN_PQ REQUIRED libpq)
pkg_check_modules(DUNLIN_MARIADB REQUIRED libmariadb)
add_library(dunlin_pq_headers INTERFACE)
target_include_directories(dunlin_pq_headers SYSTEM INTERFACE ${DUNLIN_PQ_INCLUDE_DIRS})
target_link_libraries(dunlin_pq_headers INTERFACE ${CMAKE_DL_LIBS})
add_library(dunlin_mariadb_headers INTERFACE)
target_include_directories(dunlin_mariadb_headers SYSTEM INTERFACE ${DUNLIN_MARIADB_INCLUDE_DIRS})
target_link_libraries(dunlin_mariadb_headers INTERFACE ${CMAKE_DL_LIBS})
