# A room is a folder of src/ that becomes one set of objects, dunlin_NAME: position independent, compiled once, and
# used by both kinds of library, the command and the tests. `SEES` names the rooms that it may include;
# scripts/check-includes holds the sources to the same list.
add_library(dunlin_flags INTERFACE)
target_compile_options(dunlin_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
                                              -Wnon-virtual-dtor -Wold-style-cast -Wimplicit-fallthrough)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # g++ 12 takes std::string's own code for overlapping copies when it optimises (`"a" + std::string()` is enough), and
  # what a moved std::variant does not hold for uninitialised.
  target_compile_options(dunlin_flags INTERFACE -Wno-restrict $<$<CONFIG:Release>:-Wno-maybe-uninitialized>)
endif()
if(DUNLIN_WERROR)
  target_compile_options(dunlin_flags INTERFACE -Werror)
endif()
if(DUNLIN_SANITIZE)
  target_compile_options(dunlin_flags INTERFACE -fsanitize=${DUNLIN_SANITIZE} -fno-sanitize-recover=all
                                                -fno-omit-frame-pointer)
  target_link_options(dunlin_flags INTERFACE -fsanitize=${DUNLIN_SANITIZE})
  if(DUNLIN_SANITIZE MATCHES "address")
    # What UBSan would say of each place is five million relocations, which every start of the command had to do.
    target_link_options(dunlin_flags INTERFACE $<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:-no-pie>)
  endif()
endif()
if(DUNLIN_FAIL_POINTS)
  target_compile_definitions(dunlin_flags INTERFACE DUNLIN_FAIL_POINTS=1)
endif()

function(dunlin_room name folder)
  cmake_parse_arguments(ROOM "" "" "SEES;USES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  add_library(dunlin_${name} OBJECT ${sources})
  target_include_directories(dunlin_${name} PRIVATE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(dunlin_${name} PRIVATE dunlin_flags ${ROOM_USES})
  set_property(GLOBAL APPEND PROPERTY DUNLIN_ROOMS ${name})
endfunction()
