# Shared by the scripts beside it: what a bare machine needs before the first build. To be sourced, not run.

set -euo pipefail

repository="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# No build server may outlive the script: it would hold a container's last process, and a CI job, open.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false

fail() {
    echo "error: $*" >&2
    exit 1
}

require_dotnet() {
    command -v dotnet >/dev/null || fail "the .NET SDK is missing: install version 10 from https://dotnet.microsoft.com/download and run this again."
    # Run where global.json says which SDK is good enough.
    (cd "$repository" && dotnet --version >/dev/null) || fail "no installed .NET SDK satisfies global.json: install .NET 10."
}

require_ffmpeg() {
    if command -v ffmpeg >/dev/null && command -v ffprobe >/dev/null; then
        return
    fi
    local advice="ffmpeg and ffprobe are missing: install them (Debian, Ubuntu: apt-get install ffmpeg; Fedora: dnf install ffmpeg-free; macOS: brew install ffmpeg) and run this again."
    command -v apt-get >/dev/null || fail "$advice"

    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "$advice"
        as_root=(sudo)
        # Without a terminal nobody can type a password.
        [ -t 0 ] || as_root=(sudo -n)
    fi
    echo "Installing ffmpeg ..."
    "${as_root[@]}" apt-get update -qq </dev/null || echo "warning: apt-get update failed; trying with the package lists at hand." >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ffmpeg </dev/null >/dev/null || fail "$advice"
}
