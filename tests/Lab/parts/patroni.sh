# The pair: PostgreSQL under Patroni on pg1 and pg2, etcd on w; and a snapshot of it, from which every pair starts.

furnish_witness() {
  local to=$1 unit
  cat >"$to/etc/default/etcd" <<X
ETCD_NAME=w
ETCD_DATA_DIR=/var/lib/etcd/default
ETCD_LISTEN_CLIENT_URLS=http://0.0.0.0:2379
ETCD_ADVERTISE_CLIENT_URLS=http://${ADDRESS[w]}:2379
ETCD_LISTEN_PEER_URLS=http://127.0.0.1:2380
ETCD_INITIAL_ADVERTISE_PEER_URLS=http://127.0.0.1:2380
ETCD_INITIAL_CLUSTER=w=http://127.0.0.1:2380
ETCD_UNSAFE_NO_FSYNC=true
X
  for unit in postgresql patroni; do ln -sf /dev/null "$to/etc/systemd/system/$unit.service"; done
}

furnish_member() {
  local name=$1 to=$2 address=${ADDRESS[$1]} unit
  for unit in postgresql etcd; do ln -sf /dev/null "$to/etc/systemd/system/$unit.service"; done
  cat >"$to/etc/patroni/config.yml" <<X
scope: demo
namespace: /service/
name: $name
restapi: { listen: "0.0.0.0:8008", connect_address: "$address:8008" }
etcd3: { hosts: "${ADDRESS[w]}:2379" }
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 2
    retry_timeout: 5
    maximum_lag_on_failover: 1048576
    synchronous_mode: true
    postgresql:
      use_pg_rewind: true
      parameters: { wal_level: replica, hot_standby: "on", max_connections: 60, wal_log_hints: "on", shared_buffers: 16MB, min_wal_size: 32MB, max_wal_size: 128MB }
  initdb: [ encoding: UTF8, data-checksums ]
  pg_hba:
  - local all all trust
  - host replication replicator 10.77.0.0/24 scram-sha-256
  - host all all 10.77.0.0/24 scram-sha-256
postgresql:
  listen: "0.0.0.0:5432"
  connect_address: "$address:5432"
  data_dir: /var/lib/postgresql/15/demo
  bin_dir: /usr/lib/postgresql/15/bin
  pgpass: /tmp/pgpass
  authentication:
    superuser: { username: postgres, password: $(password superuser) }
    replication: { username: replicator, password: $(password replication) }
    rewind: { username: rewind, password: $(password rewind) }
  parameters: { unix_socket_directories: /var/run/postgresql }
X
}

# Patroni's own view, one 'name role state' a line, from whichever member answers.
cluster() {
  local name answer
  for name in pg1 pg2; do
    answer=$(curl -s -m 2 "http://${ADDRESS[$name]}:8008/cluster") && [ -n "$answer" ] || continue
    grep -o '"name": "[^"]*", "role": "[^"]*", "state": "[^"]*"' <<<"$answer" | sed -E 's/"name": "([^"]*)", "role": "([^"]*)", "state": "([^"]*)"/\1 \2 \3/'; return 0
  done
  return 1
}

leads() { cluster | grep -q "^$1 leader running"; }
in_sync() { local view; view=$(cluster) && grep -q "^$1 leader running" <<<"$view" && grep -Eq "^$2 sync_standby (running|streaming)" <<<"$view"; }
# The leader's own, from its REST interface: the cluster view is up to two seconds old.
timeline() {
  local lead; lead=$(cluster | awk '$2 == "leader" {print $1}'); [ -n "$lead" ] || die "the pair has no leader."
  curl -s -m 2 "http://${ADDRESS[$lead]}:8008/patroni" | grep -o '"timeline": [0-9]*' | head -1 | grep -o '[0-9]*'
}

switchover() {
  local to=${1:-} from answer; must_run "$to"; from=$(leader)
  answer=$(curl -s -m 60 -w ' %{http_code}' -XPOST -d "{\"leader\":\"$from\",\"candidate\":\"$to\"}" "http://${ADDRESS[$from]}:8008/switchover")
  [[ $answer == *' 200' ]] || die "Patroni refused: $answer"
  within 30 in_sync "$to" "$from" || die "$from is not in sync within 30 s after the switchover: $(cluster | paste -sd';')."
}

etcd_answers() { curl -s -m 1 "http://${ADDRESS[w]}:2379/health" | grep -q true; }

start_pair() {
  power_on w; power_on pg1; power_on pg2
  wait_reachable pg1; wait_reachable pg2
  within 60 in_sync pg1 pg2 || die "the pair is not in sync within 60 s. Patroni says: $(cluster | paste -sd';'). The hosts' consoles are in $LAB/hosts."
}

# Its name tells everything that a snapshot depends on, so that a change elsewhere in the scripts does not build anew.
snapshot_folder() {
  echo "$LAB/snapshot-$({ cat "$LAB/keys/id.pub" "$LAB/keys/"*.password; layer_folder; declare -f build_package furnish furnish_witness furnish_member prepare_members; } 2>/dev/null | fingerprint)"
}

# Bootstraps the pair once, installs 1.0, creates the roles, and keeps the disks: every later start is a boot from there.
build_snapshot() {
  local to name; to=$(snapshot_folder); [ -d "$to" ] && return 0
  say "bootstrapping the pair, once"
  rm -rf --one-file-system "$LAB"/snapshot-*.tmp; keep_newest 3 "$LAB"/snapshot-*; clean; repository installed; network
  for name in "${HOSTS[@]}"; do create "$name"; done
  power_on w; within 30 etcd_answers || die "etcd on w does not answer within 30 s."
  power_on pg1; within 60 leads pg1 || die "Patroni on pg1 has not made a leader within 60 s."
  start_pair; prepare_members
  on pg2 systemctl stop patroni && within 20 alone pg1 || die "Patroni on pg2 did not stop."
  on pg1 systemctl stop patroni && on w systemctl stop etcd || die "the pair did not stop for its snapshot."
  for name in "${HOSTS[@]}"; do
    on "$name" 'journalctl --rotate -q; rm -rf /var/log/journal/* /var/log/lab-installs; sync'; power_off "$name"
    mkdir -p "$to.tmp/$name"; umount "$LAB/hosts/$name/root"
    cp -a "$LAB/hosts/$name/disk/upper" "$to.tmp/$name/upper"; cp -a "$LAB/hosts/$name/database" "$to.tmp/$name/database"
  done
  clean; mv "$to.tmp" "$to"
}

# With nobody else in Patroni's record of who is in sync, pg1 alone may lead when the snapshot starts.
alone() {
  local record
  record=$(curl -s -m 1 -d "{\"key\":\"$(printf /service/demo/sync | base64)\"}" "http://${ADDRESS[w]}:2379/v3/kv/range" | grep -o '"value":"[^"]*"' | cut -d'"' -f4 | base64 -d)
  grep -q "\"leader\": *\"$1\"" <<<"$record" && ! grep -q pg2 <<<"$record"
}

prepare_members() {
  local name
  for name in pg1 pg2; do
    on "$name" 'apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -qy install lab-app=1.0 lab-kernel=1.0 && rm -f /run/reboot-required*' >>"$LAB/log/snapshot.log" 2>&1 \
      || die "lab-app and lab-kernel 1.0 could not be installed on $name; see $LAB/log/snapshot.log."
  done
  feed pg1 'psql -q -v ON_ERROR_STOP=1 -U postgres' >>"$LAB/log/snapshot.log" 2>&1 <<X || die "the lab's PostgreSQL roles could not be made; see $LAB/log/snapshot.log."
CREATE ROLE portal_probe LOGIN PASSWORD '$(password probe)' CONNECTION LIMIT 10;
CREATE ROLE lab_writer LOGIN PASSWORD '$(password writer)' CONNECTION LIMIT 10;
CREATE DATABASE lab OWNER lab_writer;
REVOKE ALL ON DATABASE lab FROM PUBLIC;
REVOKE TEMPORARY ON DATABASE postgres FROM PUBLIC;
CHECKPOINT;
X
}
