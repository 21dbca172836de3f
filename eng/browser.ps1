# Shared by the scripts beside it: the browser that drives the pages of the samples in tests. To be dot-sourced after common.ps1, not run.

# Every Windows has Edge, so nothing is installed. Without a browser the tests of the pages are skipped and say so: a missing one is a warning.
function Assert-Chromium {
    if ($env:UMT_CHROMIUM -and (Test-Path $env:UMT_CHROMIUM)) { return }
    foreach ($name in 'msedge', 'chrome', 'chromium', 'google-chrome', 'microsoft-edge') {
        if (Test-Command $name) { return }
    }
    $places = @(
        'C:\Program Files\Google\Chrome\Application\chrome.exe',
        'C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe',
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome')
    foreach ($place in $places) {
        if (Test-Path $place) { return }
    }
    Write-Warning 'no Chromium, Chrome or Edge: the tests that drive a page in a browser will be skipped. Install one, or name it in UMT_CHROMIUM.'
}
