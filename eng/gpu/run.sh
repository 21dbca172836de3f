#!/usr/bin/env bash
# Runs on a machine with an NVIDIA GPU and a Python PyTorch (no .NET, no network needed), from a checkout with the .publish/umt-gpu.tar.xz that
# eng/gpu/publish.sh made: the tests of the GPU, and each training step of the library beside its peer in eager PyTorch. Every part has a time limit, and
# the failure of one does not stop the next. Logs go to $OUT, or to .publish/gpu-logs. Takes about five minutes, at most ten.
#
#   eng/gpu/run.sh [--device cpu] [--size tiny] [--batch 2]     the options shrink it, to see that it works where there is no GPU
#   eng/gpu/run.sh --step video-text                            one training step alone, without the tests
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
logs=${OUT:-$root/.publish/gpu-logs}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$logs"
device=cuda size=base batch=32,64 steps="pretraining video-text" tests=yes python=${PYTHON:-python3}
while [ $# -gt 1 ]; do
    case $1 in
    --device) device=$2 ;;
    --size) size=$2 ;;
    --batch) batch=$2 ;;
    --step) steps=$2 tests=no ;;
    *) echo "$1 is unknown" >&2; exit 2 ;;
    esac
    shift 2
done

failures=0
# part NAME SECONDS LINES COMMAND...: runs it, keeps its whole output, shows the end of it.
part() {
    local name=$1 seconds=$2 lines=$3 start=$SECONDS code
    shift 3
    timeout --kill-after=5 "$seconds" "$@" > "$logs/$name.log" 2>&1
    code=$?
    echo "=== $name: exit code $code after $((SECONDS - start)) s"
    grep -v '^RESULT ' "$logs/$name.log" | cut -c1-300 | tail -n "$lines"
    [ $code -eq 0 ] || failures=$((failures + 1))
    return $code
}

"$python" - "$root/.publish/umt-gpu.tar.xz" "$work" <<'PYTHON' || exit 1
import sys, tarfile
tarfile.open(sys.argv[1]).extractall(sys.argv[2])
PYTHON
app=$work/umt-gpu
chmod +x "$app"/Microsoft.ML.Umt.Tests "$app"/Microsoft.ML.Umt.Benchmarks

# What PyTorch's own loader would find by itself: torch/lib, and NVIDIA's libraries beside it.
UMT_TORCH_LIB=${UMT_TORCH_LIB:-$("$python" -c 'import os, torch; print(os.path.join(os.path.dirname(torch.__file__), "lib"))')}
site=$(cd "$UMT_TORCH_LIB/../.." && pwd)
libraries=$(printf '%s:' "$UMT_TORCH_LIB" "$site"/nvidia/*/lib | sed 's/:$//')
export UMT_TORCH_LIB DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 XDG_DATA_HOME=$work/data OMP_WAIT_POLICY=passive

part machine 60 20 bash -c 'nvidia-smi -L; nvidia-smi --query-gpu=driver_version,memory.total,clocks.max.sm --format=csv,noheader; nproc; ldd --version | head -1; '"$python"' -c "import torch; print(torch.__version__, torch.version.cuda)"'
preload=
part abi 60 20 "$python" "$here/abi_check.py" "$app/libLibTorchSharp.so" "$UMT_TORCH_LIB" "$work/stubs.so"
[ -f "$work/stubs.so" ] && preload=$work/stubs.so
umt() { env LD_PRELOAD="$preload" LD_LIBRARY_PATH="$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" "$@"; }
export -f umt
export preload libraries python PYTHON=$python

# Loading, tensors on the GPU, autograd, and a function of our own in its graph: what another libtorch than TorchSharp's may break.
loads=(bash -c "umt '$app/Microsoft.ML.Umt.Tests' --gpu AGpuKeepsItsId Every_gradient_matches")
part loads 90 12 "${loads[@]}"
code=$?
if [ $code -gt 1 ] || grep -qE 'does not load|EntryPointNotFound' "$logs/loads.log"; then
    preload=
    part rebuild 280 12 "$here/rebuild_native.sh" "$app/src/Native" "$app/rebuilt.so" &&
        mv "$app/rebuilt.so" "$app/libLibTorchSharp.so" &&
        part loads-rebuilt 90 12 "${loads[@]}"
fi
for step in $steps; do
    peer=$here/$(echo "$step" | tr - _)_step.py
    [ -f "$peer" ] || continue
    part "$step-library" 120 12 bash -c "umt '$app/Microsoft.ML.Umt.Benchmarks' training --device $device --step $step --size $size --batch $batch"
    part "$step-pytorch" 120 12 "$python" "$peer" --device "$device" --size "$size" --batch "$batch"
done
[ $tests = no ] || part tests 150 40 bash -c "umt '$app/Microsoft.ML.Umt.Tests' --gpu"
part table 20 60 "$python" "$here/table.py" "$logs"/*-library.log "$logs"/*-pytorch.log
echo "$failures parts failed"
[ $failures -eq 0 ]
