# What every part of the lab shares: names, addresses, limits, sentences.
LAB=${PORTAL_LAB:-/var/cache/rolling-patch-portal/lab}
HOSTS=(w pg1 pg2)
declare -A ADDRESS=([w]=10.77.0.20 [pg1]=10.77.0.21 [pg2]=10.77.0.22)
GATEWAY=10.77.0.1
BRIDGE=labbr0
SUITE=bookworm # the hosts stay on one release, whatever the machine runs: versions in the tests stay true
COMMAND_LOCK=/run/lock/portal-lab.command
USE_LOCK=/run/lock/portal-lab.use

die() { echo "lab: $*" >&2; exit 1; }
say() { echo "lab: $*"; }

# In a subshell: what it starts outlives a killed command, and must not keep its locks.
leave_locks() { exec 8>&- 9>&-; }

# within SECONDS COMMAND... : true as soon as COMMAND is, false when the time is over.
within() {
  local end=$((SECONDS + $1)); shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.1
  done
}

known() { [ -n "${1:-}" ] && [ -n "${ADDRESS[$1]:-}" ] || die "there is no host '${1:-}'. The hosts are: ${HOSTS[*]}."; }
running() { [ -f "$LAB/hosts/$1/supervisor.pid" ] && kill -0 "$(cat "$LAB/hosts/$1/supervisor.pid")" 2>/dev/null; }
must_run() { known "$1"; running "$1" || die "$1 is switched off. 'lab boot $1' switches it on, 'lab up' starts the whole pair."; }

SSH_OPTIONS=(-i "$LAB/keys/id" -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null
  -o LogLevel=ERROR -o ConnectTimeout=5 -o ServerAliveInterval=2 -o ServerAliveCountMax=4)

# on HOST COMMAND... : as root on the host, at most LAB_SSH_LIMIT seconds (default 120).
on() { feed "$@" </dev/null; }
# feed HOST COMMAND... : the same with this command's standard input.
feed() { local name=$1; shift; timeout "${LAB_SSH_LIMIT:-120}" ssh "${SSH_OPTIONS[@]}" "root@${ADDRESS[$name]}" "$@"; }
reachable() { LAB_SSH_LIMIT=3 on "$1" true; }

password() { cat "$LAB/keys/$1.password"; }
