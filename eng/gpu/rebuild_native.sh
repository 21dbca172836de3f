#!/usr/bin/env bash
# Compiles TorchSharp's native library against the headers of the Python PyTorch at hand: rebuild_native.sh NATIVE_SOURCES TARGET
# Optimisation matters little, every call of it is one call of libtorch's; the compiler's time does.
set -euo pipefail
sources=$1 target=$2 python=${PYTHON:-python3}
torch=$("$python" -c 'import os, torch; print(os.path.dirname(torch.__file__))')
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT
compile() {
    g++ -std=c++20 -O1 -g0 -w -fPIC -DNDEBUG -I"$torch/include" -I"$torch/include/torch/csrc/api/include" -c "$1" -o "$objects/$(basename "$1").o"
}
export -f compile
export torch objects
# The largest first, so that none is left over at the end.
# (Loading of compiled exports is left out: nothing here uses it, and its interface changes with every PyTorch.)
ls -S "$sources"/LibTorchSharp/*.cpp | grep -v THSExport | xargs -P "$(nproc)" -I{} bash -c 'compile {}'
gcc -O1 -w -fPIC -c "$sources/LibTorchSharp/crc32c.c" -o "$objects/crc32c.o"
g++ -shared -o "$target" "$objects"/*.o -L"$torch/lib" -ltorch -ltorch_cpu -lc10
