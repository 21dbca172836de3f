# Shared by the scripts beside it: the browser that drives the pages of the samples in tests. To be sourced after common.sh, not run.

# Installs Chromium where that takes no question. Without one the tests of the pages are skipped and say so: a missing browser is a warning.
require_chromium() {
    local name
    for name in "${UMT_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable microsoft-edge; do
        if [ -n "$name" ] && command -v "$name" >/dev/null; then
            return
        fi
    done
    if [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ]; then
        return
    fi

    local advice="no Chromium, Chrome or Edge: the tests that drive a page in a browser will be skipped (Debian: apt-get install chromium)."
    local as_root=()
    if ! command -v apt-get >/dev/null; then
        echo "warning: $advice" >&2
        return
    fi
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "warning: $advice" >&2
            return
        fi
        as_root=(sudo)
        # Without a terminal nobody can type a password.
        [ -t 0 ] || as_root=(sudo -n)
    fi
    echo "Installing chromium ..."
    "${as_root[@]}" apt-get update -qq </dev/null || echo "warning: apt-get update failed; trying with the package lists at hand." >&2
    # Fonts come along: without any a page has no letters.
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core </dev/null >/dev/null \
        || echo "warning: $advice" >&2
}
