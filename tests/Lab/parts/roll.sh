# The yardstick: the same rolling patch by a bare script that polls every 100 ms, with no plan, approval or audit.

elapsed() { awk -v from="$1" -v to="$(date +%s.%N)" 'BEGIN {printf "%.1f", to - from}'; }
phase() { printf '%6s s  %s\n' "$(elapsed "$ROLL_BEGAN")" "$*"; }
booted_anew() { local now; now=$(LAB_SSH_LIMIT=3 on "$1" cat /proc/sys/kernel/random/boot_id) && [ -n "$now" ] && [ "$now" != "$2" ]; }

roll_standby() {
  local standby=$1 before; before=$(on "$standby" cat /proc/sys/kernel/random/boot_id)
  on "$standby" 'apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -qy upgrade' >/dev/null 2>&1 || die "the updates could not be installed on $standby."
  phase "$standby patched"
  LAB_SSH_LIMIT=5 on "$standby" reboot >/dev/null 2>&1
  within 60 booted_anew "$standby" "$before" || die "$standby did not come back within 60 s."
  phase "$standby rebooted"
  within 60 in_sync "$(leader)" "$standby" || die "$standby is not in sync within 60 s."
  phase "$standby in sync"
}

roll() {
  in_sync pg1 pg2 || die "roll starts from a pair in sync that pg1 leads ('lab reset')."
  ROLL_BEGAN=$(date +%s.%N)
  roll_standby pg2; switchover pg2; phase "pg2 leads, pg1 in sync"
  roll_standby pg1; switchover pg1; phase "pg1 leads, pg2 in sync"
}
