#!/usr/bin/env bash
# Packs the library and its satellites and uses the packages as a stranger would: three new console projects outside the repository, which get them from a folder
# feed. One trains a tiny model and saves it; another (eng/pack-check/Classify.cs) loads the file and classifies two videos; the third searches in DuckDB.
#
#   bash eng/pack-check.sh
#   UmtPackageId=Contoso.Umt bash eng/pack-check.sh     under another package id
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

require_dotnet
require_ffmpeg

id="${UmtPackageId:-Microsoft.ML.Umt}"
# A version never used before: NuGet would take an older one of the same name from its cache.
version="0.1.0-check.$(date +%Y%m%d%H%M%S)"
torch_version="$(sed -n 's/.*<TorchSharpVersion>\(.*\)<.*/\1/p' "$repository/Directory.Packages.props")"
feed="$repository/artifacts/packages"
work="$(mktemp -d)"
cache="$(cd "$repository" && dotnet nuget locals global-packages --list | sed 's/^[^:]*: *//')"
packages=("$id" "$id.DuckDB" "$id.PgVector")
forget() {
    rm -rf "$work"
    for package in "${packages[@]}"; do
        rm -rf "${cache%/}/$(echo "$package" | tr "[:upper:]" "[:lower:]")/$version"
    done
}
trap forget EXIT
# Links in place of copies: each of the three projects would otherwise hold a gigabyte of libtorch.
export CreateHardLinksForCopyLocalIfPossible=true

echo "== pack $id $version"
rm -f "$feed/$id".*-check.*nupkg
for project in Microsoft.ML.Umt Microsoft.ML.Umt.DuckDB Microsoft.ML.Umt.PgVector; do
    dotnet pack "$repository/src/$project" --configuration Release --output "$feed" -p:Version="$version" --verbosity quiet
done

cat > "$work/nuget.config" <<XML
<configuration>
  <packageSources>
    <add key="umt-check" value="$feed" />
  </packageSources>
</configuration>
XML

new_project() { # name, packages
    echo "== new console project '$1' in $work"
    cd "$work"
    dotnet new console --name "$1" --no-restore --verbosity quiet >/dev/null
    cd "$1"
    for package in "${@:2}"; do
        dotnet add package "$package" --version "$version" >/dev/null
    done
    dotnet add package TorchSharp-cpu --version "$torch_version" >/dev/null
    cp "$repository/eng/pack-check/$1.cs" Program.cs
    dotnet build --configuration Release --verbosity quiet
}

run() {
    dotnet run --project "$work/$1" --configuration Release --no-build -- "${@:2}" </dev/null
}

echo "== clips"
make_clip() { # class, number, picture
    mkdir -p "$work/clips/$1"
    ffmpeg -v error -nostdin -f lavfi -i "${3}size=96x96:rate=10:duration=$((1 + $2))" -pix_fmt yuv420p "$work/clips/$1/$2.mp4"
}
for number in 1 2 3 4; do
    make_clip picture "$number" "testsrc2="
    make_clip plain "$number" "color=color=gray:"
done
mkdir "$work/unseen"
for class in picture plain; do
    mv "$work/clips/$class/4.mp4" "$work/unseen/$class.mp4"
done

new_project Train "$id"
run Train "$work/clips" "$work/model.zip"
new_project Classify "$id"
for class in picture plain; do
    answer="$(run Classify "$work/model.zip" "$work/unseen/$class.mp4")"
    echo "$class.mp4 -> $answer"
    [ "${answer%% *}" = "$class" ] || fail "the answer should have been '$class'."
done
new_project Search "${packages[@]}"
answer="$(run Search "$work/videos.duckdb")"
echo "search -> $answer"
[ "$answer" = "right.mp4 alike" ] || fail "the answer should have been 'right.mp4 alike'."
echo "The packages work."
