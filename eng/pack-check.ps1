# Packs the library and uses the package as a stranger would: two new console projects outside the repository, which get it from a folder
# feed. One trains a tiny model and saves it; the other (eng/pack-check/Classify.cs) loads the file and classifies two videos.
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
$cache = (dotnet nuget locals global-packages --list) -replace '^[^:]*:\s*', ''
# Links in place of copies: each of the two projects would otherwise hold a gigabyte of libtorch.
$env:CreateHardLinksForCopyLocalIfPossible = 'true'

function New-Project([string] $Name) {
    Write-Host "== new console project '$Name' in $work"
    Set-Location $work
    dotnet new console --name $Name --no-restore --verbosity quiet | Out-Null
    Assert-Succeeded 'dotnet new'
    Set-Location $Name
    dotnet add package $id --version $version | Out-Null
    Assert-Succeeded "dotnet add package $id"
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

    New-Project Train
    dotnet run --project "$work/Train" --configuration Release --no-build -- "$work/clips" "$work/model.zip"
    Assert-Succeeded 'training'
    New-Project Classify
    foreach ($class in 'picture', 'plain') {
        $answer = dotnet run --project "$work/Classify" --configuration Release --no-build -- "$work/model.zip" "$work/unseen/$class.mp4"
        Assert-Succeeded 'classifying'
        Write-Host "$class.mp4 -> $answer"
        if (($answer -split ' ')[0] -ne $class) { Stop-WithError "the answer should have been '$class'." }
    }
    Write-Host 'The package works.'
}
finally {
    Set-Location $repository
    Remove-Item -Recurse -Force $work -ErrorAction SilentlyContinue
    Remove-Item -Recurse -Force (Join-Path $cache "$($id.ToLowerInvariant())/$version") -ErrorAction SilentlyContinue
}
