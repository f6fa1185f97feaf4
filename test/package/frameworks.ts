import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What the build systems of Zephyr and ESP-IDF are to a package, as far as CMake goes: the targets and commands that
 * they define, by their documentation. The real ones are gigabytes; that a package uses them as they are meant is what
 * tests hold with these.
 */

/** `find_package(Zephyr)`: a library `app`, whose options and those of all C are in `zephyr_interface`. */
const zephyr = `project(Zephyr-Kernel LANGUAGES C)
add_library(zephyr_interface INTERFACE)
target_compile_options(zephyr_interface INTERFACE -Os -DBY_ZEPHYR=1)
add_library(app STATIC)
target_link_libraries(app PUBLIC zephyr_interface)
add_executable(image \${CMAKE_CURRENT_LIST_DIR}/empty.c)
target_link_libraries(image PRIVATE app)
`;

/**
 * `include(project.cmake)`, for components \`main\` and those in \`components/\`: each is looked through for what it
 * needs, then built.
 */
const espIdf = `file(GLOB components \${CMAKE_SOURCE_DIR}/main \${CMAKE_SOURCE_DIR}/components/*)
foreach(component \${components})
  execute_process(COMMAND \${CMAKE_COMMAND} -DCOMPONENT_DIR=\${component} -P \${CMAKE_CURRENT_LIST_DIR}/requirements.cmake RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "\${component} cannot be read by a script")
  endif()
endforeach()
function(idf_component_register)
  cmake_parse_arguments(arg "" "" "SRCS;INCLUDE_DIRS;REQUIRES" \${ARGN})
  get_filename_component(name "\${COMPONENT_DIR}" NAME)
  if(NOT COMPONENT_DIR STREQUAL CMAKE_CURRENT_LIST_DIR OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "idf_component_register: \${CMAKE_CURRENT_LIST_DIR} is no component, or it has \${arg_UNPARSED_ARGUMENTS}")
  endif()
  set(library __idf_\${name})
  add_library(\${library} STATIC \${arg_SRCS})
  target_include_directories(\${library} PUBLIC \${arg_INCLUDE_DIRS})
  foreach(required \${arg_REQUIRES})
    target_link_libraries(\${library} PUBLIC __idf_\${required})
  endforeach()
  set(COMPONENT_LIB \${library} PARENT_SCOPE)
endfunction()
add_compile_options(-DBY_ESP_IDF=1)
foreach(component \${components})
  set(COMPONENT_DIR \${component})
  get_filename_component(name "\${component}" NAME)
  set(COMPONENT_LIB __idf_\${name})
  add_subdirectory(\${component})
endforeach()
add_executable(image \${CMAKE_CURRENT_LIST_DIR}/empty.c)
target_link_libraries(image PRIVATE __idf_main)
`;

/** ESP-IDF reads a component in a script first, up to its registration: no target can be made there. */
const requirements = `macro(idf_component_register)
  set(registered 1)
  return()
endmacro()
function(read_component)
  include(\${COMPONENT_DIR}/CMakeLists.txt)
endfunction()
read_component()
`;

/**
 * Writes stand-ins to a folder: `find_package(Zephyr)` finds one where `ZEPHYR_BASE` is the folder, `project.cmake` is
 * the other.
 */
export function writeFrameworks(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const files = {
    'ZephyrConfig.cmake': zephyr,
    'project.cmake': espIdf,
    'requirements.cmake': requirements,
    'empty.c': 'extern int empty;\nint empty;\n',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}
