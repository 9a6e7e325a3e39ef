# Everything is a Debian 12 package; scripts/install-dependencies installs what is missing. Global, because the
# static library hands its needs on to whoever added Dunlin as a subdirectory.
find_package(Threads REQUIRED GLOBAL)
find_package(fmt REQUIRED)
find_package(PkgConfig REQUIRED)

if(sqlite IN_LIST DUNLIN_DATABASES)
  # The library uses the application's SQLite: two copies in one process lose each other's POSIX locks.
  if(NOT TARGET SQLite::SQLite3)
    find_package(SQLite3 REQUIRED GLOBAL)
  endif()
  add_library(dunlin_sqlite_headers INTERFACE)
  target_include_directories(dunlin_sqlite_headers SYSTEM
                             INTERFACE $<TARGET_PROPERTY:SQLite::SQLite3,INTERFACE_INCLUDE_DIRECTORIES>)
  if(DUNLIN_COMMAND)
    # Statically for the command: one file that starts fast and brings its own.
    find_library(DUNLIN_SQLITE_STATIC NAMES libsqlite3.a REQUIRED)
  endif()
endif()

# Headers only: libpq and libmariadb are loaded when first used, so that a start on SQLite never maps them.
if(postgres IN_LIST DUNLIN_DATABASES)
  pkg_check_modules(DUNLIN_PQ REQUIRED libpq)
  add_library(dunlin_pq_headers INTERFACE)
  target_include_directories(dunlin_pq_headers SYSTEM INTERFACE ${DUNLIN_PQ_INCLUDE_DIRS})
endif()
if(mariadb IN_LIST DUNLIN_DATABASES)
  pkg_check_modules(DUNLIN_MARIADB REQUIRED libmariadb)
  add_library(dunlin_mariadb_headers INTERFACE)
  target_include_directories(dunlin_mariadb_headers SYSTEM INTERFACE ${DUNLIN_MARIADB_INCLUDE_DIRS})
endif()
