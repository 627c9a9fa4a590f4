# The apt repository that the hosts patch from: lab-app, and lab-kernel whose update asks for a reboot.

# Every installation writes one line to /var/log/lab-installs on its host, so that a test can count them.
build_package() {
  local name=$1 version=$2 deb folder; deb=$LAB/packages/${1}_${2}_all.deb; [ -f "$deb" ] && return 0
  folder=$LAB/tmp/package; rm -rf "$folder"; mkdir -p "$LAB/packages" "$folder/DEBIAN" "$folder/usr/share/$name"
  printf 'Package: %s\nVersion: %s\nArchitecture: all\nMaintainer: lab <lab@example.invalid>\nInstalled-Size: 2100\nDescription: lab package\n' "$name" "$version" >"$folder/DEBIAN/control"
  echo "$version" >"$folder/usr/share/$name/version"
  head -c 2M /dev/urandom >"$folder/usr/share/$name/payload" # so that fetching and unpacking take real room
  { echo '#!/bin/sh'; echo 'set -e'; echo '[ "$1" = configure ] || exit 0'
    echo "echo '$name $version' >>/var/log/lab-installs"
    echo 'if [ -r /etc/lab-slow ]; then sleep "$(cat /etc/lab-slow)"; fi'
    [ "$name" != lab-kernel ] || printf 'if [ -n "$2" ]; then echo "*** System restart required ***" >/run/reboot-required; echo %s >>/run/reboot-required.pkgs; fi\n' "$name"
  } >"$folder/DEBIAN/postinst"; chmod 755 "$folder/DEBIAN/postinst"
  dpkg-deb --root-owner-group -Zgzip -z1 -b "$folder" "$deb.tmp" >/dev/null && mv "$deb.tmp" "$deb" || die "could not build $name $version."
  rm -rf "$folder"
}

publish() {
  local name=${1:-} version=${2:-}
  [[ $name =~ ^lab-[a-z]+$ && $version =~ ^[0-9][0-9.]*$ ]] || die "say 'lab publish lab-NAME VERSION', for example 'lab publish lab-app 1.2'."
  build_package "$name" "$version"; mkdir -p "$LAB/repo"; cp "$LAB/packages/${name}_${version}_all.deb" "$LAB/repo/"; index
}

# unpublish PKG [VERSION] : that version, or all but 1.0, vanishes from the repository; the hosts' lists still name it.
unpublish() {
  local name=${1:-} version=${2:-} deb gone=0
  for deb in "$LAB/repo/${name}_"${version:-*}_all.deb; do
    [ -f "$deb" ] || continue
    [ -z "$version" ] && [[ $deb == *_1.0_all.deb ]] && continue
    rm -f "$deb"; gone=1
  done
  [ $gone = 1 ] || die "the repository has no ${name:-package}${version:+ $version} to take away. It has: $(published)."
  index
}

published() { local deb; for deb in "$LAB"/repo/*.deb; do [ -f "$deb" ] && basename "$deb" _all.deb | tr _ ' '; done | paste -sd, | sed 's/,/, /g'; }

index() {
  local deb
  for deb in "$LAB"/repo/*.deb; do
    [ -f "$deb" ] || continue
    dpkg-deb -f "$deb"
    printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$(basename "$deb")" "$(stat -c %s "$deb")" "$(sha256sum "$deb" | cut -d' ' -f1)"
  done >"$LAB/repo/Packages.new"
  mv "$LAB/repo/Packages.new" "$LAB/repo/Packages"
  printf 'Origin: lab\nDate: %s\nSHA256:\n %s %s Packages\n' "$(date -Ru | sed 's/+0000/UTC/')" "$(sha256sum "$LAB/repo/Packages" | cut -d' ' -f1)" "$(stat -c %s "$LAB/repo/Packages")" >"$LAB/repo/Release.new"
  mv "$LAB/repo/Release.new" "$LAB/repo/Release"
}

# repository installed : 1.0 only, as when the hosts were set up; repository patched : 1.1 is out.
repository() {
  local name; mkdir -p "$LAB/repo"; rm -f "$LAB"/repo/*.deb
  for name in lab-app lab-kernel; do
    publish $name 1.0; [ "$1" != patched ] || publish $name 1.1
  done
}
