# What can go wrong on purpose, and its way back. 'lab reset' takes every one of them back as well.

crash() { must_run "$1"; power_off "$1"; ip -n "lab-$1" link set eth0 down 2>/dev/null; say "$1 lost its power"; }

boot() {
  known "$1"; [ -d "$LAB/hosts/$1/root" ] || die "$1 does not exist. 'lab up' makes the pair."
  power_on "$1"; [ "${2:-}" = "--no-wait" ] || wait_reachable "$1"
}

unplug() { must_run "$1"; ip link set "lv-$1" down || die "the network of $1 could not be cut."; }
replug() { known "$1"; ip link set "lv-$1" up || die "the network of $1 could not be healed."; }

# fill HOST [KIB] : the host's system disk is full but for KIB (default 64); its database disk is not touched.
fill() {
  local home free; must_run "$1"; home=$LAB/hosts/$1; unfill "$1"
  free=$(df --output=avail -k "$home/disk" | tail -1)
  fallocate -l "$((free - ${2:-64}))K" "$home/disk/ballast" || die "the disk of $1 could not be filled."
}
unfill() { known "$1"; rm -f "$LAB/hosts/$1/disk/ballast"; }

# hold-apt HOST : a program named lab-hold-apt holds dpkg's locks for at most 15 minutes, as another apt would.
hold_apt() {
  must_run "$1"; release_apt "$1"
  feed "$1" 'mkdir -p /usr/local/sbin; cat >/usr/local/sbin/lab-hold-apt; chmod 755 /usr/local/sbin/lab-hold-apt
    systemd-run -q --unit=lab-hold-apt --collect -p Type=notify -p NotifyAccess=all -p RuntimeMaxSec=900 /usr/local/sbin/lab-hold-apt' <<'X' || die "the package lock of $1 could not be taken."
#!/usr/bin/python3
import fcntl, os, signal, socket
held = [open(path, "w") for path in ("/var/lib/dpkg/lock-frontend", "/var/lib/dpkg/lock")]
for lock in held:
    fcntl.lockf(lock, fcntl.LOCK_EX)
socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"READY=1", os.environ["NOTIFY_SOCKET"])
signal.pause()
X
}
release_apt() { must_run "$1"; on "$1" 'systemctl stop lab-hold-apt 2>/dev/null; true'; }

# slow HOST SECONDS : each installation of a lab package takes that much longer; 0 takes it back.
slow() { must_run "$1"; [[ ${2:-} =~ ^[0-9]{1,3}$ ]] || die "say 'lab slow $1 SECONDS', 0 to 999."; on "$1" "if [ $2 = 0 ]; then rm -f /etc/lab-slow; else echo $2 >/etc/lab-slow; fi"; }

# lag HOST : the standby leaves synchronous replication and stops receiving, then 8 MiB are written to the leader.
lag() {
  local leader; must_run "$1"; leader=$(leader); [ "$leader" != "$1" ] || die "$1 leads; only a standby can lag."
  on "$1" "grep -q nosync /etc/patroni/config.yml || echo 'tags: { nosync: true }' >>/etc/patroni/config.yml; systemctl reload patroni"
  within 20 plain_replica "$1" || die "Patroni did not take $1 out of synchronous replication within 20 s."
  on "$1" 'pkill -STOP -f "postgres: .*walreceiver"' || die "$1 has no WAL receiver to stop."
  on "$leader" "psql -q -U postgres -c \"SELECT pg_logical_emit_message(false, 'lab', repeat('x', 1048576)) FROM generate_series(1, 8)\"" >/dev/null || die "nothing could be written on $leader."
  within 20 behind "$1" || die "Patroni does not see $1 lag within 20 s: $(cluster | paste -sd';')."
}
catch_up() {
  must_run "$1"
  on "$1" "pkill -CONT -f 'postgres: .*walreceiver'; sed -i '/nosync/d' /etc/patroni/config.yml; systemctl reload patroni"
  within 30 in_sync "$(leader)" "$1" || die "$1 is not in sync within 30 s: $(cluster | paste -sd';')."
}
behind() { curl -s -m 2 "http://${ADDRESS[$(leader)]}:8008/cluster" | grep -Eq "\"name\": \"$1\".*\"lag\": [0-9]{7,}"; }
leader() { cluster | awk '$2 == "leader" {print $1}'; }
plain_replica() { cluster | grep -Eq "^$1 replica (running|streaming)"; }

# rekey HOST : another host key, as a machine that is not the enrolled one would show.
rekey() { must_run "$1"; on "$1" 'rm -f /etc/ssh/ssh_host_*; ssh-keygen -q -t ed25519 -N "" -f /etc/ssh/ssh_host_ed25519_key -C other; systemctl restart ssh'; wait_reachable "$1" 20; }
