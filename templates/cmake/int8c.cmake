# int8c in a CMake build: compiles .tflite models to C when they change, and adds the C to a target.
#
#   include(node_modules/int8c/templates/cmake/int8c.cmake)
#   int8c_add_model(app models/kws.tflite TARGET cortex-m4)
#
# or find_package(int8c REQUIRED) with int8c_DIR set to the folder of this file.
include_guard(GLOBAL)

get_filename_component(INT8C_HOME "${CMAKE_CURRENT_LIST_DIR}/../.." ABSOLUTE)
set(INT8C_HOME "${INT8C_HOME}" CACHE INTERNAL "Folder of the int8c package")
find_program(INT8C_NODE NAMES node nodejs DOC "Node.js 20 or newer, which runs int8c")

# int8c_add_model(<target> <model.tflite>
#                 [TARGET <core>]       what to compile for, as `int8c targets` lists them; default cortex-m4
#                 [NAME <prefix>]       of symbols and files; default: the file's name in lower case
#                 [ROUNDING <rounding>] double or single; default double
#                 [RAM <bytes>])        RAM for the arena, such as 64K, instead of the target's
#
# The model is compiled again at build time when the model, the options or int8c itself have changed, and only then.
# <target> can include <prefix>.h; the files are in int8c/<target>/<prefix> of the build folder.
function(int8c_add_model target model)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "TARGET;NAME;ROUNDING;RAM" "")
  int8c_check_arguments("${target}" "${arg_UNPARSED_ARGUMENTS}" "${arg_KEYWORDS_MISSING_VALUES}")
  get_filename_component(model "${model}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
  if(NOT EXISTS "${model}")
    message(FATAL_ERROR "int8c_add_model: there is no model ${model}")
  endif()
  if(NOT arg_NAME)
    int8c_prefix_of("${model}" arg_NAME)
  endif()
  if(NOT arg_TARGET)
    set(arg_TARGET cortex-m4)
  endif()
  set(options --target ${arg_TARGET} --name ${arg_NAME})
  if(arg_ROUNDING)
    list(APPEND options --rounding ${arg_ROUNDING})
  endif()
  if(arg_RAM)
    list(APPEND options --ram ${arg_RAM})
  endif()

  set(folder "${CMAKE_CURRENT_BINARY_DIR}/int8c/${target}/${arg_NAME}")
  set(files "${folder}/${arg_NAME}.c" "${folder}/${arg_NAME}_data.c" "${folder}/${arg_NAME}.h" "${folder}/${arg_NAME}_data.h" "${folder}/int8c_runtime.h")
  int8c_own_files(own_files)
  add_custom_command(
    OUTPUT ${files}
    COMMAND "${INT8C_NODE}" "${INT8C_HOME}/bin/int8c.js" compile "${model}" --out "${folder}" ${options}
    DEPENDS "${model}" ${own_files}
    COMMENT "Compiling ${arg_NAME} for ${arg_TARGET} with int8c"
    VERBATIM)
  target_sources(${target} PRIVATE ${files})
  target_include_directories(${target} PRIVATE "${folder}")
  target_compile_features(${target} PRIVATE c_std_99)
endfunction()

# Stops with a reason when int8c_add_model cannot do its work.
function(int8c_check_arguments target unknown without_value)
  if(NOT TARGET "${target}")
    message(FATAL_ERROR "int8c_add_model: ${target} is no target: call add_executable or add_library first")
  endif()
  if(unknown OR without_value)
    message(FATAL_ERROR "int8c_add_model: cannot use ${unknown}${without_value}; it takes TARGET, NAME, ROUNDING and RAM, with one value each")
  endif()
  if(NOT INT8C_NODE)
    message(FATAL_ERROR "int8c_add_model: node was not found: install Node.js 20 or newer, or set INT8C_NODE to it")
  endif()
  if(NOT EXISTS "${INT8C_HOME}/dist")
    message(FATAL_ERROR "int8c_add_model: ${INT8C_HOME} is not built: run npm ci there")
  endif()
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  if(NOT "C" IN_LIST languages)
    message(FATAL_ERROR "int8c_add_model: the project has no C: write project(... LANGUAGES C CXX) or enable_language(C)")
  endif()
endfunction()

# The prefix that `int8c compile` would choose for a model. Names that C or the system have taken need NAME; int8c says so.
function(int8c_prefix_of model result)
  get_filename_component(stem "${model}" NAME)
  string(REGEX REPLACE "\\.[^.]*$" "" stem "${stem}")
  string(REGEX REPLACE "([a-z0-9])([A-Z])" "\\1_\\2" stem "${stem}")
  string(TOLOWER "${stem}" stem)
  string(REGEX REPLACE "[^a-z0-9]+" "_" stem "${stem}")
  string(REGEX REPLACE "^_+|_+$" "" stem "${stem}")
  if(NOT stem MATCHES "^[a-z]")
    set(stem "model_${stem}")
  endif()
  set(${result} "${stem}" PARENT_SCOPE)
endfunction()

# What int8c is made of: when one of these changes, so may the C.
function(int8c_own_files result)
  file(GLOB_RECURSE files "${INT8C_HOME}/dist/*.js" "${INT8C_HOME}/templates/*.hbs" "${INT8C_HOME}/templates/runtime/*" "${INT8C_HOME}/targets/*.json")
  set(${result} "${INT8C_HOME}/package.json" ${files} PARENT_SCOPE)
endfunction()
