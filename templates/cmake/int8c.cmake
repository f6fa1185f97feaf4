# int8c in a CMake build: compiles .tflite models to C when they change, and adds the C to a target or makes a library of it.
#
#   include(node_modules/int8c/templates/cmake/int8c.cmake)
#   int8c_add_model(app models/kws.tflite TARGET cortex-m4)
#   int8c_add_library(kws models/kws.tflite TARGET cortex-m4)
#
# or find_package(int8c REQUIRED) with int8c_DIR set to the folder of this file.
include_guard(GLOBAL)
cmake_policy(VERSION 3.16)

get_filename_component(INT8C_HOME "${CMAKE_CURRENT_LIST_DIR}/../.." ABSOLUTE)
set(INT8C_HOME "${INT8C_HOME}" CACHE INTERNAL "Folder of the int8c package")
# Node runs on this machine, wherever a toolchain file has programs looked for.
find_program(INT8C_NODE NAMES node nodejs DOC "Node.js 20 or newer, which runs int8c" NO_CMAKE_FIND_ROOT_PATH)

# int8c_add_model(<target> <model.tflite>
#                 [PUBLIC|PRIVATE|INTERFACE] who finds the header: of a library also what links it (PUBLIC, its default), of a
#                                       program the program alone (PRIVATE, its default)
#                 [TARGET <core>]       what to compile for, as `int8c targets` lists them; default cortex-m4
#                 [NAME <prefix>]       of symbols and files; default: the file's name in lower case
#                 [ROUNDING <rounding>] double or single; default double
#                 [KERNELS <kernels>]   own, cmsis-nn or auto; default own. The others link Arm's CMSIS-NN, 7.0.0 or newer: a target
#                                       cmsis-nn of the build, or what CMSIS_NN_DIR, the folder of your copy, has of it
#                 [RAM <bytes>])        RAM for the arena, such as 64K, instead of the target's
#
# The model is compiled again at build time when the model, the options or int8c itself have changed, and only then; what is
# built from the C is built again when the C is another. The C is compiled with the options of <target>, which may be a target of
# another folder. An INTERFACE library has no sources: it links a library of the model's, <target>_<prefix>.
# <target> can include <prefix>.h; the files are in int8c/<target>/<prefix> of the build folder.
function(int8c_add_model target model)
  cmake_parse_arguments(PARSE_ARGV 2 arg "PUBLIC;PRIVATE;INTERFACE" "TARGET;NAME;ROUNDING;KERNELS;RAM" "")
  int8c_check_options(int8c_add_model "PUBLIC, PRIVATE or INTERFACE, and " "${arg_UNPARSED_ARGUMENTS}" "${arg_KEYWORDS_MISSING_VALUES}")
  int8c_check_target("${target}" target type)
  int8c_scope_of("${target}" "${type}" "${arg_PUBLIC}" "${arg_PRIVATE}" "${arg_INTERFACE}" scope)
  int8c_settle(int8c_add_model)
  if(type STREQUAL "INTERFACE_LIBRARY")
    int8c_make_library("${target}_${arg_NAME}")
    target_link_libraries(${target} INTERFACE ${target}_${arg_NAME})
  else()
    int8c_add_sources("${target}" ${scope})
  endif()
endfunction()

# int8c_add_library(<target> <model.tflite> [TARGET ...] [NAME ...] [ROUNDING ...] [KERNELS ...] [RAM ...])
#
# Makes a static library of a model, with the options that int8c_add_model takes. What links it finds the header. It is compiled
# with the options of the folder, in Zephyr with those of zephyr_interface; further ones are given to it as to any target:
# target_link_libraries(kws PRIVATE board_flags).
function(int8c_add_library target model)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "TARGET;NAME;ROUNDING;KERNELS;RAM" "")
  int8c_check_options(int8c_add_library "" "${arg_UNPARSED_ARGUMENTS}" "${arg_KEYWORDS_MISSING_VALUES}")
  if(TARGET "${target}")
    message(FATAL_ERROR "int8c_add_library: there is a target ${target} already: int8c_add_model adds a model to it")
  endif()
  int8c_settle(int8c_add_library)
  int8c_make_library("${target}")
endfunction()

# The functions below are for those above.

# Takes model and the arg_ variables from the function it is called in, and sets there what they leave open: model, arg_NAME,
# arg_TARGET and options.
macro(int8c_settle caller)
  int8c_check_build("${caller}")
  int8c_check_model("${caller}" "${model}" model)
  if(NOT arg_NAME)
    int8c_prefix_of("${model}" arg_NAME)
  elseif(NOT arg_NAME MATCHES "^[a-z][a-z0-9_]*$")
    message(FATAL_ERROR "${caller}: NAME ${arg_NAME} must be usable in C: lower-case letters, digits and underscores")
  endif()
  if(NOT arg_TARGET)
    set(arg_TARGET cortex-m4)
  endif()
  set(options --target "${arg_TARGET}" --name "${arg_NAME}")
  if(arg_ROUNDING)
    list(APPEND options --rounding "${arg_ROUNDING}")
  endif()
  if(arg_KERNELS)
    list(APPEND options --kernels "${arg_KERNELS}")
  endif()
  if(arg_RAM)
    list(APPEND options --ram "${arg_RAM}")
  endif()
endmacro()

# A static library of the settled model.
function(int8c_make_library target)
  add_library(${target} STATIC)
  int8c_add_sources("${target}" PUBLIC)
  if(TARGET zephyr_interface)
    target_link_libraries(${target} PRIVATE zephyr_interface)
  endif()
endfunction()

# Gives a target the C of the settled model, and the command that makes it. Its outputs are by-products of a stamp: they stay as
# old as their content. A target of its own has the command, so that it runs once, and before a target of another folder is built.
function(int8c_add_sources target scope)
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/int8c/${target}/${arg_NAME}")
  set(step "int8c_${target}_${arg_NAME}")
  if(TARGET ${step})
    message(FATAL_ERROR "int8c: ${target} has a model ${arg_NAME} already: give one of them another NAME")
  endif()
  set(sources "${folder}/${arg_NAME}.c" "${folder}/${arg_NAME}_data.c")
  set(headers "${folder}/${arg_NAME}.h" "${folder}/${arg_NAME}_data.h" "${folder}/int8c_runtime.h")
  set(others CMakeLists.txt Makefile README.md .gitattributes manifest.json test/${arg_NAME}_test.c test/${arg_NAME}_vectors.h)
  list(TRANSFORM others PREPEND "${folder}/")
  foreach(file ${sources} ${headers})
    # Makefiles look at the stamp only: where a file has gone, configuring again helps.
    if(NOT EXISTS "${file}")
      file(REMOVE "${folder}.stamp")
    endif()
  endforeach()
  int8c_own_files(own_files)
  add_custom_command(
    OUTPUT "${folder}.stamp"
    BYPRODUCTS ${sources} ${headers} ${others}
    COMMAND "${INT8C_NODE}" "${INT8C_HOME}/templates/cmake/run-int8c.js" compile "${model}" "${folder}" "${folder}.stamp" ${options}
    DEPENDS "${model}" ${own_files}
    COMMENT "Compiling ${arg_NAME} for ${arg_TARGET} with int8c"
    VERBATIM)
  add_custom_target(${step} DEPENDS "${folder}.stamp")
  add_dependencies(${target} ${step})
  get_target_property(home ${target} SOURCE_DIR)
  if(NOT home STREQUAL CMAKE_CURRENT_SOURCE_DIR)
    set_source_files_properties(${sources} ${headers} TARGET_DIRECTORY ${target} PROPERTIES GENERATED TRUE)
  endif()
  target_sources(${target} PRIVATE ${sources} ${headers})
  target_include_directories(${target} ${scope} "$<BUILD_INTERFACE:${folder}>")
  target_compile_features(${target} PRIVATE c_std_99)
  if(arg_KERNELS AND NOT arg_KERNELS STREQUAL "own")
    int8c_link_cmsis_nn("${target}")
  endif()
endfunction()

# Links Arm's library to a target: by properties, because the target may have been linked in either of CMake's ways.
function(int8c_link_cmsis_nn target)
  set(library cmsis-nn)
  if(NOT TARGET cmsis-nn)
    set(library int8c_cmsis_nn)
    if(arg_ROUNDING STREQUAL "single")
      set(library int8c_cmsis_nn_single_rounding)
    endif()
    int8c_make_cmsis_nn("${library}")
  endif()
  set_property(TARGET ${target} APPEND PROPERTY LINK_LIBRARIES ${library})
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "STATIC_LIBRARY" OR type STREQUAL "OBJECT_LIBRARY")
    set_property(TARGET ${target} APPEND PROPERTY INTERFACE_LINK_LIBRARIES "$<LINK_ONLY:${library}>")
  endif()
endfunction()

# The library from the user's copy, once for all models that round alike.
function(int8c_make_cmsis_nn library)
  if(TARGET ${library})
    return()
  endif()
  set(CMSIS_NN_DIR "$ENV{CMSIS_NN_DIR}" CACHE PATH "Folder of CMSIS-NN, which has Include and Source")
  if(NOT EXISTS "${CMSIS_NN_DIR}/Include/arm_nnfunctions.h")
    message(FATAL_ERROR "int8c: KERNELS ${arg_KERNELS} calls Arm's CMSIS-NN: set CMSIS_NN_DIR to the folder of your copy, 7.0.0 or newer, or have a target cmsis-nn before (CMSIS_NN_DIR is now \"${CMSIS_NN_DIR}\")")
  endif()
  file(GLOB sources "${CMSIS_NN_DIR}/Source/*/*_s8*.c" "${CMSIS_NN_DIR}/Source/NNSupportFunctions/*_with_offset.c")
  add_library(${library} STATIC ${sources})
  target_include_directories(${library} SYSTEM PUBLIC "${CMSIS_NN_DIR}/Include")
  if(library MATCHES "single_rounding")
    target_compile_definitions(${library} PRIVATE CMSIS_NN_USE_SINGLE_ROUNDING)
  endif()
  if(TARGET zephyr_interface)
    target_link_libraries(${library} PRIVATE zephyr_interface)
  endif()
endfunction()

# Stops where options are given that are none.
function(int8c_check_options caller scopes unknown without_value)
  if(unknown OR without_value)
    message(FATAL_ERROR "${caller}: cannot use ${unknown}${without_value}; it takes ${scopes}TARGET, NAME, ROUNDING, KERNELS and RAM, with one value each")
  endif()
endfunction()

# Stops where a target cannot have sources, or none from here. Sets its name, which an alias hides, and its type.
function(int8c_check_target target target_result type_result)
  if(NOT TARGET "${target}")
    message(FATAL_ERROR "int8c_add_model: ${target} is no target: call add_executable or add_library first, or int8c_add_library instead")
  endif()
  get_target_property(aliased "${target}" ALIASED_TARGET)
  if(aliased)
    set(target "${aliased}")
  endif()
  get_target_property(imported "${target}" IMPORTED)
  get_target_property(type "${target}" TYPE)
  if(imported OR type STREQUAL "UTILITY")
    message(FATAL_ERROR "int8c_add_model: ${target} has no sources: it must be a program or a library that is built here")
  endif()
  if(CMAKE_VERSION VERSION_LESS 3.18 AND NOT type STREQUAL "INTERFACE_LIBRARY")
    get_target_property(home "${target}" SOURCE_DIR)
    if(NOT home STREQUAL CMAKE_CURRENT_SOURCE_DIR)
      message(FATAL_ERROR "int8c_add_model: ${target} belongs to ${home}: call it there, or have CMake 3.18 or newer, or use int8c_add_library here and link that")
    endif()
  endif()
  set(${target_result} "${target}" PARENT_SCOPE)
  set(${type_result} "${type}" PARENT_SCOPE)
endfunction()

# PUBLIC, PRIVATE or INTERFACE: what is asked for, or what is usual for a target of the type.
function(int8c_scope_of target type public private interface result)
  set(asked "")
  foreach(scope public private interface)
    if(${scope})
      string(TOUPPER ${scope} name)
      list(APPEND asked ${name})
    endif()
  endforeach()
  list(LENGTH asked count)
  if(count GREATER 1)
    message(FATAL_ERROR "int8c_add_model: cannot use ${asked} together: one of PUBLIC, PRIVATE and INTERFACE says who finds the header")
  endif()
  if(type STREQUAL "INTERFACE_LIBRARY")
    set(usual INTERFACE)
    if(asked AND NOT asked STREQUAL usual)
      message(FATAL_ERROR "int8c_add_model: cannot use ${asked}: ${target} is an INTERFACE library")
    endif()
  elseif(type STREQUAL "EXECUTABLE")
    set(usual PRIVATE)
  else()
    set(usual PUBLIC)
  endif()
  if(NOT asked)
    set(asked ${usual})
  endif()
  set(${result} ${asked} PARENT_SCOPE)
endfunction()

# Stops where int8c cannot run, or where its C cannot be compiled.
function(int8c_check_build caller)
  if(NOT INT8C_NODE)
    message(FATAL_ERROR "${caller}: node was not found: install Node.js 20 or newer, or set INT8C_NODE to it")
  endif()
  if(NOT EXISTS "${INT8C_HOME}/dist")
    message(FATAL_ERROR "${caller}: ${INT8C_HOME} is not built: run npm ci there")
  endif()
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  if(NOT "C" IN_LIST languages)
    message(FATAL_ERROR "${caller}: the project has no C: write project(... LANGUAGES C CXX) or enable_language(C)")
  endif()
endfunction()

# Stops where the model is not there, or has a sign in its path that would mean something in a build. Sets its absolute path.
function(int8c_check_model caller model result)
  if(model MATCHES "[;$<>*?\"\\\n\r]|\\[|\\]")
    message(FATAL_ERROR "${caller}: a build cannot have a file whose path has one of ; $ < > * ? \" [ ] \\ or a line feed: rename ${model}")
  endif()
  get_filename_component(file "${model}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
  if(NOT EXISTS "${file}")
    message(FATAL_ERROR "${caller}: there is no model ${file}")
  endif()
  set(${result} "${file}" PARENT_SCOPE)
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
  string(SUBSTRING "${stem}" 0 40 stem)
  string(REGEX REPLACE "_+$" "" stem "${stem}")
  set(${result} "${stem}" PARENT_SCOPE)
endfunction()

# What int8c is made of: when one of these changes, so may the C.
function(int8c_own_files result)
  file(GLOB_RECURSE files "${INT8C_HOME}/dist/*.js" "${INT8C_HOME}/templates/*.hbs" "${INT8C_HOME}/templates/runtime/*" "${INT8C_HOME}/targets/*.json")
  set(${result} "${INT8C_HOME}/package.json" "${INT8C_HOME}/templates/cmake/run-int8c.js" ${files} PARENT_SCOPE)
endfunction()
