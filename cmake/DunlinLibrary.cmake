# From rooms to libraries, each in both kinds, and what a linked file shows of them: the entities of the public
# namespace and nothing else, neither of the standard library's templates nor of a bundled library.
set(DUNLIN_ABI v0) # the inline namespace of include/dunlin/
if(PROJECT_VERSION_MAJOR EQUAL 0)
  set(DUNLIN_SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}) # at 0.x, each minor version is another ABI
else()
  set(DUNLIN_SOVERSION ${PROJECT_VERSION_MAJOR})
endif()

# The mangled names of a namespace's functions, objects and type information, as patterns for a linker.
function(dunlin_symbols into)
  set(mangled "")
  foreach(part IN LISTS ARGN)
    string(LENGTH "${part}" length)
    string(APPEND mangled "${length}${part}")
  endforeach()
  set(patterns "")
  foreach(prefix _ZN _ZNK _ZTIN _ZTSN _ZTVN _ZTTN)
    string(APPEND patterns " ${prefix}${mangled}*;")
  endforeach()
  set(${into} "${patterns}" PARENT_SCOPE)
endfunction()

# dunlin_library(TARGET OUTPUT name EXPORT prefix NAMESPACE dunlin v0 ... ROOMS room...): TARGET_static and
# TARGET_shared, which other projects call dunlin::PREFIXstatic and dunlin::PREFIXshared.
function(dunlin_library target)
  cmake_parse_arguments(LIBRARY "" "OUTPUT;EXPORT" "NAMESPACE;ROOMS" ${ARGN})
  list(TRANSFORM LIBRARY_ROOMS REPLACE "(.+)" "$<TARGET_OBJECTS:dunlin_\\1>" OUTPUT_VARIABLE objects)
  dunlin_symbols(symbols ${LIBRARY_NAMESPACE})
  set(map ${CMAKE_CURRENT_BINARY_DIR}/${LIBRARY_OUTPUT}.map)
  file(CONFIGURE OUTPUT ${map} CONTENT "{ global:${symbols} local: *; };\n" @ONLY)

  add_library(${target}_static STATIC ${objects})
  add_library(${target}_shared SHARED ${objects})
  set_target_properties(${target}_shared PROPERTIES VERSION ${PROJECT_VERSION} SOVERSION ${DUNLIN_SOVERSION}
                                                    LINK_DEPENDS ${map})
  target_link_options(${target}_shared PRIVATE -Wl,--version-script=${map} -Wl,--exclude-libs,ALL)
  if(NOT DUNLIN_SANITIZE) # whose functions are in the executable
    target_link_options(${target}_shared PRIVATE -Wl,-z,defs)
  endif()
  target_link_libraries(${target}_shared PRIVATE $<BUILD_INTERFACE:dunlin_flags>)
  foreach(kind static shared)
    set_target_properties(${target}_${kind} PROPERTIES OUTPUT_NAME ${LIBRARY_OUTPUT} EXPORT_NAME ${LIBRARY_EXPORT}${kind}
                                                       LINKER_LANGUAGE CXX)
    add_library(dunlin::${LIBRARY_EXPORT}${kind} ALIAS ${target}_${kind})
    set_property(GLOBAL APPEND PROPERTY DUNLIN_LIBRARIES ${target}_${kind})
    target_compile_features(${target}_${kind} PUBLIC cxx_std_20)
    target_include_directories(${target}_${kind} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                                                        $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
    if(NOT PROJECT_IS_TOP_LEVEL)
      set_target_properties(${target}_${kind} PROPERTIES EXCLUDE_FROM_ALL ON)
    endif()
  endforeach()
endfunction()
