# From a bare machine with the .NET SDK to a trained video classifier: installs ffmpeg if it is missing, builds, runs samples/VideoClassification.
#
#   eng/quickstart.ps1                    trains on clips that the sample makes itself
#   eng/quickstart.ps1 FOLDER             trains on your clips: one sub-folder a class
#   eng/quickstart.ps1 [FOLDER] OPTIONS   further options of the sample, for example --help
. "$PSScriptRoot/common.ps1"

$sampleArguments = @($args)
if ($sampleArguments.Count -gt 0 -and -not $sampleArguments[0].StartsWith('-')) {
    $folder = $sampleArguments[0]
    if (-not (Test-Path -PathType Container $folder)) { Stop-WithError "'$folder' is no folder: name one that holds a sub-folder of clips for each class." }
    $sampleArguments = @('--data', (Resolve-Path $folder).Path) + @($sampleArguments | Select-Object -Skip 1)
}

Assert-DotNet
Assert-FFmpeg

$sample = Join-Path $repository 'samples/VideoClassification'
dotnet build $sample --configuration Release --verbosity quiet
Assert-Succeeded 'dotnet build'
dotnet run --project $sample --configuration Release --no-build -- @sampleArguments
exit $LASTEXITCODE
