#!/bin/sh
# Builds portal-host for Linux servers into artifacts/portal-host/portal-host; does nothing when that is up to date.
# usage: src/Host/publish.sh [linux-x64|linux-arm64]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
rid=${1:-linux-x64}
out=$root/artifacts/portal-host
stamp=$out/built-from

digest=$( { echo "$rid"; cd "$root"; cat global.json Directory.Build.props
  find src/Host -name bin -prune -o -name obj -prune -o \( -name '*.cs' -o -name '*.csproj' -o -name publish.sh \) -print |
    LC_ALL=C sort | while read -r file; do echo "$file"; cat "$file"; done; } | sha256sum | cut -d' ' -f1)
if [ -x "$out/portal-host" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$digest" ]; then
  exit 0
fi

# A native program needs a C compiler and zlib to link; without them a trimmed single file does the same, larger and slower to start.
if { command -v clang || command -v gcc; } >/dev/null 2>&1 && [ -e /usr/include/zlib.h ]; then
  set -- -p:PublishAot=true -p:StripSymbols=true
else
  set -- -p:PublishAot=false -p:PublishSingleFile=true -p:PublishTrimmed=true --self-contained
fi
rm -rf "$out.new"
dotnet publish "$here/Host.csproj" -c Release -r "$rid" -o "$out.new" -m:1 -nologo -v quiet "$@"
mkdir -p "$out"
# Renamed into place, so that nobody ever copies half a program.
mv -f "$out.new/portal-host" "$out/portal-host"
rm -rf "$out.new"
echo "$digest" >"$stamp"
