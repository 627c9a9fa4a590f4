#!/bin/sh
# Builds portal-verify into a folder: portal-verify, one file that needs nothing else on its machine, and the same as a dotnet tool (.nupkg).
# usage: src/Verify/publish.sh [linux-x64|win-x64|osx-arm64|...] [FOLDER]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
rid=${1:-linux-x64}
out=${2:-$(cd "$here/../.." && pwd)/artifacts/portal-verify}

dotnet pack "$here" -c Release -o "$out" -v quiet -nologo
# A restore for one kind of machine would write that machine into the project's lock file.
dotnet publish "$here" -c Release -r "$rid" -o "$out" -v quiet -nologo --self-contained \
  -p:PublishSingleFile=true -p:EnableCompressionInSingleFile=true -p:DebugType=none -p:PublishDocumentationFiles=false \
  -p:NuGetLockFilePath=obj/single-file.lock.json
echo "$out"
