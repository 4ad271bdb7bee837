#!/usr/bin/env bash
# Scans generated audit events with built-in rules and prints events/s, MB/s and peak memory.
#   bench/run.sh [EVENTS] [THREADS...]      default: 830000 events (a gigabyte); 1 thread, then all
# The file is kept in ${TMPDIR:-/tmp}/tocsin-bench for the next run. RULES=PATH takes other rules than the two seed detections.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
events=${1:-830000}
shift || true
threads=("$@")
[ "${#threads[@]}" -gt 0 ] || threads=(1 "$(nproc)")
folder=${TMPDIR:-/tmp}/tocsin-bench
file=$folder/audit-$events.ndjson
tocsin=artifacts/bin/Tocsin.Cli/release/tocsin

mkdir -p "$folder/rules"
dotnet build -c Release -v quiet --nologo src/Tocsin.Cli
dotnet build -c Release -v quiet --nologo bench/AuditGenerator
if [ ! -s "$file" ]; then
  artifacts/bin/AuditGenerator/release/AuditGenerator "$events" "$file.part"
  mv "$file.part" "$file"
fi
rules=${RULES:-$folder/rules}
cp rules/discovery_permission_enumeration.toml rules/execution_interactive_api_request_from_container.toml "$folder/rules/"

bytes=$(stat -c %s "$file")
echo "machine: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores, $(awk '/MemTotal/ { printf "%.0f GB", $2 / 1e6 }' /proc/meminfo), .NET $(dotnet --version)"
echo "load:    $(cut -d' ' -f1-3 /proc/loadavg) before the first run"
echo "input:   $events events, $((bytes / 1000000)) MB, in the page cache; rules: $(find "$rules" -name '*.toml' | wc -l); intruders: $(((events + 25000) / 50000))"
cat "$file" > /dev/null
for count in "${threads[@]}"; do
  out=$folder/alerts-$count.ndjson
  start=$(date +%s.%N)
  "$tocsin" scan "$file" --rules "$rules" --format ndjson --output "$out" --threads "$count" --quiet < /dev/null &
  pid=$!
  peak=0
  while kill -0 "$pid" 2> /dev/null; do
    now=$(sed -n 's/^VmHWM:[[:space:]]*\([0-9]*\).*/\1/p' "/proc/$pid/status" 2> /dev/null || true)
    [ -n "$now" ] && [ "$now" -gt "$peak" ] && peak=$now
    sleep 0.05
  done
  wait "$pid"
  end=$(date +%s.%N)
  awk -v s="$start" -v e="$end" -v n="$events" -v b="$bytes" -v t="$count" -v p="$peak" -v a="$(wc -l < "$out")" \
    'BEGIN { d = e - s; printf "%d thread(s): %.2f s, %.0f events/s, %.0f MB/s, peak %.0f MB, %d alerts\n", t, d, n / d, b / d / 1e6, p / 1024, a }'
done
