#!/usr/bin/env bash
# From a bare machine with the .NET SDK to a trained video classifier: installs ffmpeg if it is missing, builds, runs samples/VideoClassification.
#
#   bash eng/quickstart.sh                    trains on clips that the sample makes itself
#   bash eng/quickstart.sh FOLDER             trains on your clips: one sub-folder a class
#   bash eng/quickstart.sh [FOLDER] OPTIONS   further options of the sample, for example --help
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

arguments=()
if [ $# -gt 0 ] && [ "${1#-}" = "$1" ]; then
    [ -d "$1" ] || fail "'$1' is no folder: name one that holds a sub-folder of clips for each class."
    arguments=(--data "$(cd "$1" && pwd)")
    shift
fi
arguments+=("$@")

require_dotnet
require_ffmpeg

sample="$repository/samples/VideoClassification"
dotnet build "$sample" --configuration Release --verbosity quiet
exec dotnet run --project "$sample" --configuration Release --no-build -- ${arguments[@]+"${arguments[@]}"}
