# The version is that of package.json; versions 0.x are compatible within the same x.
file(STRINGS "${CMAKE_CURRENT_LIST_DIR}/../../package.json" int8c_version_line REGEX "^ *\"version\":" LIMIT_COUNT 1)
string(REGEX REPLACE "^.*\"version\": *\"([0-9]+)\\.([0-9]+)\\.([0-9]+).*$" "\\1.\\2.\\3" PACKAGE_VERSION "${int8c_version_line}")
string(REGEX MATCH "^[0-9]+\\.[0-9]+" int8c_series "${PACKAGE_VERSION}")

set(PACKAGE_VERSION_COMPATIBLE FALSE)
set(PACKAGE_VERSION_EXACT FALSE)
if("${PACKAGE_FIND_VERSION_MAJOR}.${PACKAGE_FIND_VERSION_MINOR}" STREQUAL int8c_series AND NOT PACKAGE_VERSION VERSION_LESS PACKAGE_FIND_VERSION)
  set(PACKAGE_VERSION_COMPATIBLE TRUE)
endif()
if(PACKAGE_VERSION VERSION_EQUAL PACKAGE_FIND_VERSION)
  set(PACKAGE_VERSION_EXACT TRUE)
endif()
