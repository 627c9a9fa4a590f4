# Hosts: a root file system in overlay, a network namespace on the lab's bridge, and a supervisor that plays the hardware.
DISK_SIZE=512m     # the host's own disk, so that a full disk is real and stays the host's
DATABASE_SIZE=768m # the database has a disk of its own: a full system disk does not stop it

network() {
  ip link show $BRIDGE >/dev/null 2>&1 && return 0
  ip link add $BRIDGE type bridge && ip addr add $GATEWAY/24 dev $BRIDGE && ip link set $BRIDGE up || die "the bridge $BRIDGE could not be made."
}

# plug_in HOST : a fresh network card in the host's own network namespace.
plug_in() {
  local name=$1
  ip netns add "lab-$name" && ip link add "lv-$name" type veth peer name eth0 netns "lab-$name" && ip link set "lv-$name" master $BRIDGE up \
    || die "the network card of $name could not be made."
}

card_up() {
  local name=$1
  ip -n "lab-$name" addr flush dev eth0 scope global; ip -n "lab-$name" addr add "${ADDRESS[$name]}/24" dev eth0
  ip -n "lab-$name" link set lo up; ip -n "lab-$name" link set eth0 up; ip -n "lab-$name" route replace default via $GATEWAY
}

# create HOST [SNAPSHOT] : its disks, from a snapshot or bare; nothing starts yet.
create() {
  local name=$1 snapshot=${2:-} home=$LAB/hosts/$1 lower
  lower=$(layer_folder):$(base_folder); mkdir -p "$home/disk" "$home/database" "$home/root"
  mount -t tmpfs -o size=$DISK_SIZE,mode=755 "lab-$name" "$home/disk" && mkdir "$home/disk/upper" "$home/disk/work" \
    && mount -t tmpfs -o size=$DATABASE_SIZE,mode=755 "lab-$name" "$home/database" || die "the disks of $name could not be made."
  if [ -n "$snapshot" ]; then
    lower=$snapshot/$name/upper:$lower; cp -a "$snapshot/$name/database/." "$home/database/"
  else
    cp -a "$(layer_folder)/var/lib/postgresql/." "$home/database/"; chown --reference="$(layer_folder)/var/lib/postgresql" "$home/database"
    furnish "$name" "$home/disk/upper"
  fi
  mount -t overlay "lab-$name" -o "lowerdir=$lower,upperdir=$home/disk/upper,workdir=$home/disk/work" "$home/root" || die "the file system of $name could not be mounted."
  plug_in "$name"
}

# What makes a host this host and no other.
furnish() {
  local name=$1 to=$2 other
  mkdir -p "$to"/etc/{apt/apt.conf.d,ssh,patroni,default,systemd/system} "$to/usr/sbin" "$to/root/.ssh"
  echo "$name" >"$to/etc/hostname"; tr -d - </proc/sys/kernel/random/uuid >"$to/etc/machine-id"
  { echo 127.0.0.1 localhost; for other in "${HOSTS[@]}"; do echo "${ADDRESS[$other]} $other"; done; } >"$to/etc/hosts"
  : >"$to/etc/resolv.conf" # there is no name server here, and waiting for one costs 20 s
  ssh-keygen -q -t ed25519 -N '' -f "$to/etc/ssh/ssh_host_ed25519_key" -C "$name"
  cp "$LAB/keys/id.pub" "$to/root/.ssh/authorized_keys"; chmod 700 "$to/root" "$to/root/.ssh"; chmod 600 "$to/root/.ssh/authorized_keys"
  mknod "$to/usr/sbin/policy-rc.d" c 0 0 # hides the base's policy: on a host, services start
  echo 'deb [trusted=yes] copy:/srv/repo ./' >"$to/etc/apt/sources.list"
  printf '%s\n' 'APT::Periodic::Update-Package-Lists "0";' 'APT::Periodic::Download-Upgradeable-Packages "0";' 'APT::Periodic::Unattended-Upgrade "0";' >"$to/etc/apt/apt.conf.d/20auto-upgrades"
  if [ "$name" = w ]; then furnish_witness "$to"; else furnish_member "$name" "$to"; fi
}

power_on() {
  local name=$1 home=$LAB/hosts/$1
  running "$name" && return 0
  rm -f "$home/supervisor.pid"
  # Nothing of this command stays open in the supervisor, least of all its locks.
  (cd / && leave_locks && exec setsid "$SCRIPTS/lab" _supervise "$name" </dev/null >>"$home/console.log" 2>&1) &
  echo $! >"$home/supervisor.pid"; disown
}

# The hardware: power on, and on again after a reboot, which systemd-nspawn reports as 133.
supervise() {
  local name=$1 home=$LAB/hosts/$1 child code
  join "$name"
  trap '' HUP
  while :; do
    card_up "$name"; date +'%T power on'; echo $((1 + $(boots "$name"))) >"$home/boots"
    nspawn -q -D "$home/root" --boot --register=no --keep-unit --machine="lab-$name" --hostname="$name" \
      --network-namespace-path="/run/netns/lab-$name" --bind-ro="$LAB/repo:/srv/repo" --bind="$home/database:/var/lib/postgresql" \
      --capability=CAP_NET_ADMIN,CAP_NET_RAW,CAP_IPC_LOCK,CAP_SYS_NICE --resolv-conf=off --timezone=off --link-journal=no --console=pipe </dev/null &
    child=$!; wait $child; code=$?
    ip -n "lab-$name" link set eth0 down; date +"%T ended with $code"
    [ $code = 133 ] || break
    sleep 1 # firmware
  done
  rm -f "$home/supervisor.pid"
}

# How many times the host was switched on or rebooted since it was made.
boots() { cat "$LAB/hosts/$1/boots" 2>/dev/null || echo 0; }

members() {
  local root
  cgroup_roots | while read -r root; do [ -d "$root/lab-$1" ] && find "$root/lab-$1" -name cgroup.procs -exec cat {} + 2>/dev/null; done | sort -un
}

nobody_left() { local pids; pids=$(members "$1"); [ -z "$pids" ] && return; kill -KILL $pids 2>/dev/null; return 1; }

# The power goes at once: every process of the host is killed, whoever started it.
power_off() {
  local name=$1 root
  within 15 nobody_left "$name" || die "processes of $name could not be killed: $(members "$name" | tr '\n' ' ')"
  rm -f "$LAB/hosts/$name/supervisor.pid"
  cgroup_roots | while read -r root; do [ -d "$root/lab-$name" ] && find "$root/lab-$name" -depth -type d -exec rmdir {} + 2>/dev/null; done
  return 0
}

wait_reachable() {
  local name=$1 limit=${2:-60}
  within "$limit" reachable "$name" || die "$name does not answer by SSH within $limit s; the end of its console: $(tail -3 "$LAB/hosts/$name/console.log" 2>/dev/null | tr '\n' ' ')"
}
