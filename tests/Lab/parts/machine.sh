# This machine: whether it can carry a lab, the tools, and what a killed run left behind.

# Each thing that is missing, one sentence a line; silent and true when the machine can carry a lab.
machine_lacks() {
  [ "$(id -u)" = 0 ] || { echo "The lab boots whole hosts and needs root; this is user $(id -un)."; return; }
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || echo "The lab's hosts are Debian; this machine has no apt-get and dpkg-deb to build them with."
  grep -qw overlay /proc/filesystems || modprobe overlay 2>/dev/null || echo "The kernel has no overlayfs."
  grep -qw tmpfs /proc/filesystems || echo "The kernel has no tmpfs."
  cgroup_roots | grep -q . || echo "No cgroup hierarchy that systemd could use is mounted writable under /sys/fs/cgroup."
  unshare --mount --net --pid --fork true 2>/dev/null || echo "This machine does not allow new mount, network and process namespaces."
  ! command -v ip >/dev/null || ip link add lab-try0 type veth peer name lab-try1 2>/dev/null && ip link del lab-try0 2>/dev/null || ! command -v ip >/dev/null \
    || echo "This machine does not allow virtual network cards (veth)."
}

check() {
  local lacks; lacks=$(machine_lacks)
  [ -z "$lacks" ] && return 0
  echo "This machine cannot carry the lab. ${lacks//$'\n'/ }"; return 1
}

# The hierarchies in which a host gets its own group: version 1 and mixed systems have systemd's, version 2 has one.
cgroup_roots() {
  local root
  for root in /sys/fs/cgroup/systemd /sys/fs/cgroup/unified /sys/fs/cgroup/memory; do [ -w $root/cgroup.procs ] && echo $root; done
  [ -w /sys/fs/cgroup/cgroup.procs ] && echo /sys/fs/cgroup
  return 0
}

outside_the_repository() {
  local repository; repository=$(cd "$SCRIPTS/../.." && pwd)
  case $(realpath -m "$LAB") in "$repository"|"$repository"/*) die "PORTAL_LAB=$LAB lies inside the repository. Choose a folder elsewhere: it will hold whole root file systems.";; esac
}

apt_install() { DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "$@" >>"$LAB/log/machine.log" 2>&1; }

# Installs what the lab's own commands need on the machine, and only what is missing.
machine_tools() {
  local missing=() pair
  for pair in ssh:openssh-client ssh-keygen:openssh-client ip:iproute2 perl:perl curl:curl pgrep:procps flock:util-linux unshare:util-linux; do
    command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
  done
  [ -f /usr/share/keyrings/debian-archive-keyring.gpg ] || missing+=(debian-archive-keyring)
  [ ${#missing[@]} = 0 ] && return 0
  say "installing on this machine: ${missing[*]}"
  refresh_lists; apt_install "${missing[@]}" || die "could not install ${missing[*]}; see $LAB/log/machine.log."
}

refresh_lists() { [ -n "${LISTS_FRESH:-}" ] && return; apt-get -q update >>"$LAB/log/machine.log" 2>&1 || die "apt-get update failed; see $LAB/log/machine.log."; LISTS_FRESH=1; }

# mmdebstrap and systemd-nspawn are unpacked beside the lab's state: nothing starts, nothing is configured on the machine.
unpack_tools() {
  local to=$LAB/tools deb
  [ -x "$to/usr/bin/systemd-nspawn" ] && [ -x "$to/usr/bin/mmdebstrap" ] && return 0
  refresh_lists; rm -rf "$to" "$LAB/tmp/debs"; mkdir -p "$to" "$LAB/tmp/debs"
  (cd "$LAB/tmp/debs" && apt-get -q -o APT::Sandbox::User=root download mmdebstrap systemd-container libsystemd-shared) >>"$LAB/log/machine.log" 2>&1 \
    || die "could not download mmdebstrap and systemd-container; see $LAB/log/machine.log."
  for deb in "$LAB"/tmp/debs/*.deb; do dpkg-deb -x "$deb" "$to"; done; rm -rf "$LAB/tmp/debs"
  nspawn --version >/dev/null 2>&1 && return 0
  say "installing systemd-container, for the libraries that systemd-nspawn needs"
  apt_install systemd-container && nspawn --version >/dev/null || die "systemd-nspawn does not start on this machine; see $LAB/log/machine.log."
}

nspawn() { LD_LIBRARY_PATH=$LAB/tools/usr/lib/$(uname -m)-linux-gnu/systemd "$LAB/tools/usr/bin/systemd-nspawn" "$@"; }

# Everything that a lab, ours or that of a killed run, may have left: processes, mounts, network, groups.
clean() {
  local name
  for name in "${HOSTS[@]}" build; do power_off "$name"; done
  for name in "${HOSTS[@]}"; do
    ip netns del "lab-$name" 2>/dev/null; ip link del "lv-$name" 2>/dev/null
    rmdir "/run/systemd/nspawn/propagate/lab-$name" 2>/dev/null
  done
  ip link del $BRIDGE 2>/dev/null
  unmount_all; rm -rf --one-file-system "$LAB/hosts" "$LAB/tmp"
}

# The last mounted goes first; lazily as a last resort, so that a busy mount cannot keep the next lab from starting.
unmount_each() {
  local point
  tac | while read -r point; do umount "$point" 2>/dev/null || umount -l "$point"; done
}

# Known by their names too, so that a lab left behind in another folder is found as well.
unmount_all() { awk -v below="$LAB/" '$1 ~ /^lab-(w|pg1|pg2|layer)$/ || index($2, below) == 1 {print $2}' /proc/self/mounts | unmount_each; }

# What a killed build left: its processes, which are in a group of their own, and its mounts. A running pair is not touched.
clean_build() {
  power_off build
  awk -v tmp="$LAB/tmp/" -v layers="$LAB/layers/" 'index($2, tmp) == 1 || index($2, layers) == 1 {print $2}' /proc/self/mounts | unmount_each
}

# join GROUP : this process and all that it starts can be found, and killed, as that group.
join() { local root me=$BASHPID; cgroup_roots | while read -r root; do mkdir -p "$root/lab-$1"; echo "$me" >"$root/lab-$1/cgroup.procs"; done; }

# keep_newest COUNT FOLDER... : other checkouts of the project may use older ones, so a few stay.
keep_newest() { local count=$1; shift; ls -dt "$@" 2>/dev/null | tail -n +$((count + 1)) | while read -r old; do rm -rf --one-file-system "$old"; done; }
