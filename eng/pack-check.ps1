# Packs the library and its satellites and uses the packages as a stranger would: three new console projects outside the repository, which get them from a folder
# feed. One trains a tiny model and saves it; another (eng/pack-check/Classify.cs) loads the file and classifies two videos; the third searches in DuckDB.
#
#   eng/pack-check.ps1
#   $env:UmtPackageId = 'Contoso.Umt'; eng/pack-check.ps1     under another package id
. "$PSScriptRoot/common.ps1"

Assert-DotNet
Assert-FFmpeg

$id = if ($env:UmtPackageId) { $env:UmtPackageId } else { 'Microsoft.ML.Umt' }
# A version never used before: NuGet would take an older one of the same name from its cache.
$version = '0.1.0-check.' + (Get-Date -Format yyyyMMddHHmmss)
$torchVersion = ([xml](Get-Content -Raw "$repository/Directory.Packages.props")).SelectSingleNode('//TorchSharpVersion').InnerText
$feed = Join-Path $repository 'artifacts/packages'
$work = Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName())
$packages = $id, "$id.DuckDB", "$id.PgVector"
$cache = (dotnet nuget locals global-packages --list) -replace '^[^:]*:\s*', ''
# Links in place of copies: each of the three projects would otherwise hold a gigabyte of libtorch.
$env:CreateHardLinksForCopyLocalIfPossible = 'true'

function New-Project([string] $Name, [string[]] $Packages) {
    Write-Host "== new console project '$Name' in $work"
    Set-Location $work
    dotnet new console --name $Name --no-restore --verbosity quiet | Out-Null
    Assert-Succeeded 'dotnet new'
    Set-Location $Name
    foreach ($package in $Packages) {
        dotnet add package $package --version $version | Out-Null
        Assert-Succeeded "dotnet add package $package"
    }
    dotnet add package TorchSharp-cpu --version $torchVersion | Out-Null
    Assert-Succeeded 'dotnet add package TorchSharp-cpu'
    Copy-Item "$repository/eng/pack-check/$Name.cs" Program.cs
    dotnet build --configuration Release --verbosity quiet
    Assert-Succeeded 'dotnet build'
}

function New-Clip([string] $Class, [int] $Number, [string] $Picture) {
    New-Item -ItemType Directory -Force "$work/clips/$Class" | Out-Null
    ffmpeg -v error -nostdin -f lavfi -i "${Picture}size=96x96:rate=10:duration=$(1 + $Number)" -pix_fmt yuv420p "$work/clips/$Class/$Number.mp4"
    Assert-Succeeded 'ffmpeg'
}

New-Item -ItemType Directory $work | Out-Null
try {
    Write-Host "== pack $id $version"
    Remove-Item "$feed/$id.*-check.*nupkg" -ErrorAction SilentlyContinue
    foreach ($project in 'Microsoft.ML.Umt', 'Microsoft.ML.Umt.DuckDB', 'Microsoft.ML.Umt.PgVector') {
        dotnet pack "$repository/src/$project" --configuration Release --output $feed -p:Version=$version --verbosity quiet
        Assert-Succeeded "dotnet pack $project"
    }
    Set-Content "$work/nuget.config" "<configuration><packageSources><add key=`"umt-check`" value=`"$feed`" /></packageSources></configuration>"

    Write-Host '== clips'
    foreach ($number in 1..4) {
        New-Clip picture $number 'testsrc2='
        New-Clip plain $number 'color=color=gray:'
    }
    New-Item -ItemType Directory "$work/unseen" | Out-Null
    foreach ($class in 'picture', 'plain') { Move-Item "$work/clips/$class/4.mp4" "$work/unseen/$class.mp4" }

    New-Project Train $id
    dotnet run --project "$work/Train" --configuration Release --no-build -- "$work/clips" "$work/model.zip"
    Assert-Succeeded 'training'
    New-Project Classify $id
    foreach ($class in 'picture', 'plain') {
        $answer = dotnet run --project "$work/Classify" --configuration Release --no-build -- "$work/model.zip" "$work/unseen/$class.mp4"
        Assert-Succeeded 'classifying'
        Write-Host "$class.mp4 -> $answer"
        if (($answer -split ' ')[0] -ne $class) { Stop-WithError "the answer should have been '$class'." }
    }
    New-Project Search $packages
    $answer = dotnet run --project "$work/Search" --configuration Release --no-build -- "$work/videos.duckdb"
    Assert-Succeeded 'searching'
    Write-Host "search -> $answer"
    if ($answer -ne 'right.mp4 alike') { Stop-WithError "the answer should have been 'right.mp4 alike'." }
    Write-Host 'The packages work.'
}
finally {
    Set-Location $repository
    Remove-Item -Recurse -Force $work -ErrorAction SilentlyContinue
    foreach ($package in $packages) { Remove-Item -Recurse -Force (Join-Path $cache "$($package.ToLowerInvariant())/$version") -ErrorAction SilentlyContinue }
}
