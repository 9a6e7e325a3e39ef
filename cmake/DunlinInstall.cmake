# What `cmake --install` puts where: the command, both kinds of both libraries, headers, the CMake package and the
# pkg-config files.
include(CMakePackageConfigHelpers)
set(DUNLIN_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/dunlin)

if(DUNLIN_COMMAND)
  install(TARGETS dunlin RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
get_property(libraries GLOBAL PROPERTY DUNLIN_LIBRARIES)
install(TARGETS ${libraries} EXPORT dunlin
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/dunlin DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.hpp")
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md")

# find_package(dunlin)
install(EXPORT dunlin NAMESPACE dunlin:: FILE dunlin-targets.cmake DESTINATION ${DUNLIN_CMAKE_DIR})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/dunlin-config.cmake.in
                              ${PROJECT_BINARY_DIR}/dunlin-config.cmake INSTALL_DESTINATION ${DUNLIN_CMAKE_DIR}
                              NO_SET_AND_CHECK_MACRO)
# At 0.x, another minor version is another interface.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/dunlin-config-version.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/dunlin-config.cmake ${PROJECT_BINARY_DIR}/dunlin-config-version.cmake
              ${PROJECT_SOURCE_DIR}/cmake/DunlinEmbed.cmake ${PROJECT_SOURCE_DIR}/cmake/DunlinEmbedScript.cmake
        DESTINATION ${DUNLIN_CMAKE_DIR})

# pkg-config. Paths are relative to the file, so that an installed tree can be moved.
foreach(dir LIBDIR INCLUDEDIR)
  if(IS_ABSOLUTE ${CMAKE_INSTALL_${dir}})
    set(pc_${dir} ${CMAKE_INSTALL_${dir}})
  else()
    set(pc_${dir} "\${prefix}/${CMAKE_INSTALL_${dir}}")
  endif()
endforeach()
if(IS_ABSOLUTE ${CMAKE_INSTALL_LIBDIR})
  set(pc_prefix ${CMAKE_INSTALL_PREFIX})
else()
  file(RELATIVE_PATH up /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
  string(REGEX REPLACE "/$" "" up "${up}")
  set(pc_prefix "\${pcfiledir}/${up}")
endif()
set(pc_sqlite "")
if(sqlite IN_LIST DUNLIN_DATABASES)
  set(pc_sqlite sqlite3)
endif()
foreach(name dunlin dunlin-cli)
  configure_file(${PROJECT_SOURCE_DIR}/cmake/${name}.pc.in ${PROJECT_BINARY_DIR}/${name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()
