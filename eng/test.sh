#!/usr/bin/env bash
# Builds the solution and runs every test. The last line is "N passed, N failed, N skipped"; the exit code is not 0 if one failed.
#
#   bash eng/test.sh [--format] [further arguments of dotnet test, for example --filter Video]
#
#   --format   also check the layout of the code (dotnet format)
#
# Tests that need the shared test data look for it in $UMT_SHARED and in 'shared' beside the repository, and are skipped without it.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
source "$(dirname "${BASH_SOURCE[0]}")/browser.sh"

check_format=false
if [ "${1:-}" = "--format" ]; then
    check_format=true
    shift
fi

require_dotnet
require_ffmpeg
require_chromium
cd "$repository"

solution=UMT.MLNet.sln
results=artifacts/test-results
rm -rf "$results"

dotnet restore "$solution" --verbosity quiet
dotnet build "$solution" --configuration Release --no-restore --verbosity quiet

format_status=0
if $check_format; then
    # The tests still run: one wrongly sorted import should not hide whether the code works.
    dotnet format "$solution" --no-restore --verify-no-changes || format_status=$?
fi

status=0
# A test that hangs is named and ended, instead of holding the run for ever.
dotnet test "$solution" --configuration Release --no-build --logger trx --results-directory "$results" \
    --blame-hang-timeout 15m --blame-hang-dump-type none "$@" </dev/null || status=$?

# One .trx file a test project: <Counters total=".." executed=".." passed=".." failed=".." ...>; what is not executed was skipped.
counters=$(cat "$results"/*.trx 2>/dev/null | grep -oE '<Counters [^>]*' || true)
count() {
    echo "$counters" | sed -nE "s/.* $1=\"([0-9]+)\".*/\1/p" | awk '{ sum += $1 } END { print sum + 0 }'
}
total=$(count total) executed=$(count executed) passed=$(count passed)
failed=$((executed - passed))
skipped=$((total - executed))
if [ "$total" -eq 0 ] && [ "$status" -eq 0 ]; then
    echo "error: no test was run." >&2
    status=1
elif [ "$failed" -eq 0 ] && [ "$status" -ne 0 ]; then
    echo "error: the test process ended early (dotnet test: $status); the counts are of what had run by then." >&2
elif [ "$failed" -gt 0 ] && [ "$status" -eq 0 ]; then
    status=1
fi
if [ "$format_status" -ne 0 ]; then
    echo "error: the code is not laid out as .editorconfig says; run 'dotnet format'." >&2
    [ "$status" -ne 0 ] || status=$format_status
fi
echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"
