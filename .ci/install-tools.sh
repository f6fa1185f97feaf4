#!/usr/bin/env bash
# Installs what the tests use besides Node, where it is missing: C compilers for this machine and for Cortex-M, an emulator, make, CMake, Ninja, git.
# For Debian and Ubuntu; elsewhere it names what to install. Without these tools `npm test` still runs, and skips, visibly.
set -euo pipefail

declare -A package_of=(
  [cc]=gcc [gcc]=gcc [clang]=clang [make]=make [cmake]=cmake [ctest]=cmake [ninja]=ninja-build [git]=git [c++]=g++
  [arm-none-eabi-gcc]=gcc-arm-none-eabi [qemu-system-arm]=qemu-system-arm
)

missing=()
for tool in "${!package_of[@]}"; do
  command -v "$tool" >/dev/null || missing+=("${package_of[$tool]}")
done
# The cross compiler comes without a C library; string.h is in another package.
if ! arm-none-eabi-gcc -print-file-name=libc.a 2>/dev/null | grep -q /; then
  missing+=(libnewlib-arm-none-eabi)
fi
# The host compiler may be there without headers.
if command -v cc >/dev/null && ! echo '#include <stdio.h>' | cc -E - >/dev/null 2>&1; then
  missing+=(libc6-dev)
elif ! command -v cc >/dev/null; then
  missing+=(libc6-dev)
fi

if [ "${#missing[@]}" -eq 0 ]; then
  echo "all tools are installed"
  exit 0
fi
mapfile -t missing < <(printf '%s\n' "${missing[@]}" | sort -u)

if ! command -v apt-get >/dev/null; then
  echo "this script knows apt-get only; please install: ${missing[*]}" >&2
  exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "neither root nor sudo; please install: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "installing ${missing[*]}"
"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
