# Builds the solution and runs every test. The last line is "N passed, N failed, N skipped"; the exit code is not 0 if one failed.
#
#   eng/test.ps1 [-Format] [further arguments of dotnet test, for example --filter Video]
#
#   -Format   also check the layout of the code (dotnet format)
#
# Tests that need the shared test data look for it in $env:UMT_SHARED and in 'shared' beside the repository, and are skipped without it.
param(
    [switch] $Format,
    [Parameter(ValueFromRemainingArguments)] [string[]] $TestArguments = @()
)
. "$PSScriptRoot/common.ps1"
. "$PSScriptRoot/browser.ps1"

Assert-DotNet
Assert-FFmpeg
Assert-Chromium
Set-Location $repository

$solution = 'UMT.MLNet.sln'
$results = 'artifacts/test-results'
if (Test-Path $results) { Remove-Item -Recurse -Force $results }

dotnet restore $solution --verbosity quiet
Assert-Succeeded 'dotnet restore'
dotnet build $solution --configuration Release --no-restore --verbosity quiet
Assert-Succeeded 'dotnet build'

$formatStatus = 0
if ($Format) {
    # The tests still run: one wrongly sorted import should not hide whether the code works.
    dotnet format $solution --no-restore --verify-no-changes
    $formatStatus = $LASTEXITCODE
}

# A test that hangs is named and ended, instead of holding the run for ever.
dotnet test $solution --configuration Release --no-build --logger trx --results-directory $results `
    --blame-hang-timeout 15m --blame-hang-dump-type none @TestArguments
$status = $LASTEXITCODE

# One .trx file a test project; what is not executed was skipped.
$total = 0; $executed = 0; $passed = 0
foreach ($file in Get-ChildItem -Path $results -Filter *.trx -Recurse -ErrorAction SilentlyContinue) {
    $counters = ([xml](Get-Content -Raw $file.FullName)).TestRun.ResultSummary.Counters
    $total += [int]$counters.total
    $executed += [int]$counters.executed
    $passed += [int]$counters.passed
}
$failed = $executed - $passed
$skipped = $total - $executed
if ($total -eq 0 -and $status -eq 0) {
    [Console]::Error.WriteLine('error: no test was run.')
    $status = 1
}
elseif ($failed -eq 0 -and $status -ne 0) {
    [Console]::Error.WriteLine("error: the test process ended early (dotnet test: $status); the counts are of what had run by then.")
}
elseif ($failed -gt 0 -and $status -eq 0) { $status = 1 }
if ($formatStatus -ne 0) {
    [Console]::Error.WriteLine("error: the code is not laid out as .editorconfig says; run 'dotnet format'.")
    if ($status -eq 0) { $status = $formatStatus }
}
Write-Output "$passed passed, $failed failed, $skipped skipped"
exit $status
