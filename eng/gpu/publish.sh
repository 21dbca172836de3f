#!/usr/bin/env bash
# Publishes the benchmarks and the tests for a machine that has an NVIDIA GPU and a Python PyTorch, but neither .NET nor a network:
# with .NET's runtime, without libtorch. Makes .publish/umt-gpu.tar.xz, which eng/gpu/run.sh unpacks there. Prints the packed size.
#
#   eng/gpu/publish.sh [TORCHSHARP]    a clone of TorchSharp at the version in use: its native sources go along, to be compiled there if that PyTorch
#                                      turns out not to suit the library that TorchSharp ships
set -euo pipefail
torchsharp=${1:+$(cd "$1" && pwd)}
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
out=.publish
app=$out/umt-gpu
rm -rf "$app" "$out/umt-gpu.tar.xz"
mkdir -p "$app"

# A folder of its own for what the builds leave, so that the usual ones stay as they are.
for project in Tests Benchmarks; do
    dotnet publish "tests/Microsoft.ML.Umt.$project" --configuration Release --runtime linux-x64 --self-contained \
        --artifacts-path "$out/build" --output "$app" \
        -p:TorchBackend=none -p:UseAppHost=true -p:InvariantGlobalization=true -p:DebugType=embedded --verbosity quiet --nologo
done

# Nothing that runs there needs them: the micro benchmarks' compiler, databases, translations, the hosts of 'dotnet test', fixtures of files and frames.
rm -rf "$app"/Microsoft.CodeAnalysis*.dll "$app"/BenchmarkDotNet*.dll "$app"/Microsoft.Diagnostics.*.dll "$app"/Iced.dll "$app"/Perfolizer.dll \
    "$app"/libcapstone.so "$app"/libduckdb.so "$app"/libe_sqlite3.so "$app"/testhost* "$app"/Microsoft.TestPlatform.* "$app"/CodeCoverage "$app"/*InstrumentationEngine* "$app"/*.dbg \
    "$app"/{macos,ubuntu,alpine,amd64,arm64,x64,x86,arm} "$app"/AsShipped "$app"/Fixtures/{checkpoints,checkpoints_multi,transforms,sampling,retrieval} \
    "$app"/??/ "$app"/??-*/ "$app"/*.pdb "$app"/*.xml
if compgen -G "$app/libtorch*" > /dev/null; then
    echo "A libtorch got into the publish; it would clash with PyTorch's." >&2
    exit 1
fi
if [ -n "$torchsharp" ]; then
    git -C "$torchsharp" archive HEAD src/Native/Stdafx.h src/Native/UnixSal.h src/Native/LibTorchSharp | tar -xf - -C "$app"
fi
tar --sort=name --owner=0 --group=0 -C "$out" -cf - umt-gpu | xz -T0 -6 > "$out/umt-gpu.tar.xz"
rm -rf "$app"
echo "$out/umt-gpu.tar.xz: $(du -m "$out/umt-gpu.tar.xz" | cut -f1) MiB packed"
