# Shared by the scripts beside it: what a bare machine needs before the first build. To be dot-sourced, not run.

$ErrorActionPreference = 'Stop'
$repository = Split-Path -Parent $PSScriptRoot

$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
# No build server may outlive the script: it would hold a CI job open.
$env:MSBUILDDISABLENODEREUSE = '1'
$env:DOTNET_CLI_USE_MSBUILD_SERVER = '0'
$env:UseSharedCompilation = 'false'

function Stop-WithError([string] $Message) {
    [Console]::Error.WriteLine("error: $Message")
    exit 1
}

function Test-Command([string] $Name) { $null -ne (Get-Command $Name -ErrorAction SilentlyContinue) }

function Assert-Succeeded([string] $What) {
    if ($LASTEXITCODE -ne 0) { Stop-WithError "$What failed." }
}

function Assert-DotNet {
    if (-not (Test-Command dotnet)) {
        Stop-WithError 'the .NET SDK is missing: install version 10 from https://dotnet.microsoft.com/download and run this again.'
    }
}

function Assert-FFmpeg {
    if ((Test-Command ffmpeg) -and (Test-Command ffprobe)) { return }
    $advice = 'ffmpeg and ffprobe are missing: install them (Windows: winget install Gyan.FFmpeg; Debian, Ubuntu: apt-get install ffmpeg; macOS: brew install ffmpeg) and run this again in a new window.'
    if (-not (Test-Command winget)) { Stop-WithError $advice }
    Write-Host 'Installing ffmpeg ...'
    winget install --id Gyan.FFmpeg --exact --silent --accept-package-agreements --accept-source-agreements | Out-Null
    # The installer extends the stored PATH; this process still has the old one.
    $env:Path = [Environment]::GetEnvironmentVariable('Path', 'Machine') + ';' + [Environment]::GetEnvironmentVariable('Path', 'User')
    if (-not (Test-Command ffmpeg)) { Stop-WithError $advice }
}
