# File systems that are built once and then only read: the base system, and the PostgreSQL layer over it.
BASE_PACKAGES=apt,openssh-server,iproute2,iputils-ping,procps,systemd-sysv,dbus,ca-certificates,curl,sudo,python3-minimal
LAYER_PACKAGES=(patroni etcd-server etcd-client postgresql-15 postgresql-client-15 python3-etcd python3-psycopg2)

fingerprint() { sha256sum | cut -c1-12; }
base_folder() { echo "$LAB/layers/base-$({ echo $SUITE $BASE_PACKAGES; declare -f finish_base; } | fingerprint)"; }
layer_folder() { echo "$LAB/layers/postgresql-$({ base_folder; echo "${LAYER_PACKAGES[@]}"; } | fingerprint)"; }

# The archive that this machine's own apt uses for Debian.
archive() {
  local uri; uri=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' 2>/dev/null | head -1)
  [ -n "$uri" ] || uri=$(cat /etc/apt/sources.list.d/debian*.sources /etc/apt/sources.list 2>/dev/null | awk '/^URIs:/{print $2; exit} /^deb /{for(i=2;i<=NF;i++) if($i ~ /^https?:/){print $i; exit}}')
  [ -n "$uri" ] || die "this machine's apt has no Debian archive to build the hosts from."
  echo "$uri"
}

proxy_options() { local proxy; proxy=$(apt-config dump --format '%v' Acquire::http::Proxy 2>/dev/null); [ -z "$proxy" ] || echo "Acquire::http::Proxy=$proxy"; }

build_base() {
  local to from proxy; to=$(base_folder); [ -d "$to" ] && return 0
  refresh_lists; from=$(archive); proxy=$(proxy_options); say "building the base system ($SUITE), once"
  clean_build; mkdir -p "$LAB/layers"; rm -rf --one-file-system "$to.tmp"; keep_newest 1 "$LAB"/layers/base-*
  (leave_locks; join build; exec "$LAB/tools/usr/bin/mmdebstrap" --variant=essential --mode=root --include=$BASE_PACKAGES --dpkgopt=force-unsafe-io ${proxy:+--aptopt="$proxy"} \
    $SUITE "$to.tmp" "$from") >"$LAB/log/base.log" 2>&1 || die "the base system could not be built; see $LAB/log/base.log."
  finish_base "$to.tmp" "$from"; mv "$to.tmp" "$to"
}

finish_base() {
  local root=$1 from=$2
  printf 'deb %s %s main\ndeb %s %s-updates main\n' "$from" $SUITE "$from" $SUITE >"$root/etc/apt/sources.list"
  rm -f "$root/etc/resolv.conf" "$root"/etc/ssh/ssh_host_* "$root"/var/cache/apt/archives/*.deb
  : >"$root/etc/machine-id"
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"; chmod 755 "$root/usr/sbin/policy-rc.d"
  rm -f "$root"/etc/systemd/system/timers.target.wants/*.timer # nothing starts by itself in the middle of a test
  mkdir -p "$root/etc/postgresql-common" "$root/srv/repo"
  echo 'create_main_cluster = false' >"$root/etc/postgresql-common/createcluster.conf"
}

# The packages of the pair, installed once into an overlay over the base.
build_layer() {
  local to tmp rc proxy; to=$(layer_folder); [ -d "$to" ] && return 0
  say "building the PostgreSQL and Patroni layer, once"
  tmp=$LAB/tmp/layer; proxy=$(proxy_options); clean_build; rm -rf --one-file-system "$tmp" "$to.tmp"; keep_newest 1 "$LAB"/layers/postgresql-*; mkdir -p "$tmp/work" "$tmp/root"
  mount -t tmpfs -o mode=755 lab-layer "$tmp/work" && mkdir "$tmp/work/upper" "$tmp/work/work" \
    && mount -t overlay lab-layer -o "lowerdir=$(base_folder),upperdir=$tmp/work/upper,workdir=$tmp/work/work" "$tmp/root" \
    && mount -t proc proc "$tmp/root/proc" || die "the layer's file system could not be mounted."
  cp /etc/resolv.conf "$tmp/root/etc/resolv.conf"
  (leave_locks; join build; export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
    chroot "$tmp/root" apt-get -q ${proxy:+-o "$proxy"} update \
      && chroot "$tmp/root" apt-get -qy ${proxy:+-o "$proxy"} --no-install-recommends -o Dpkg::Options::=--force-unsafe-io install "${LAYER_PACKAGES[@]}") >"$LAB/log/layer.log" 2>&1
  rc=$?
  rm -rf "$tmp/root/etc/resolv.conf" "$tmp"/root/var/lib/apt/lists/*_* "$tmp"/root/var/cache/apt/*.bin "$tmp"/root/var/cache/apt/archives/*.deb
  umount "$tmp/root/proc" "$tmp/root"
  [ $rc = 0 ] || { umount "$tmp/work"; die "the PostgreSQL layer could not be built; see $LAB/log/layer.log."; }
  cp -a "$tmp/work/upper" "$to.tmp"; umount "$tmp/work"; mv "$to.tmp" "$to"; rm -rf --one-file-system "$tmp"
}
