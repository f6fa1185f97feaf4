# find_package(int8c): with int8c_DIR set to this folder, or CMAKE_PREFIX_PATH to the one above it.
include("${CMAKE_CURRENT_LIST_DIR}/int8c.cmake")
