#!/usr/bin/env bash
# Loads a running `tocsin serve` with the whole corpus and writes a table: events/s accepted, event to alert, memory, and what happens at three times capacity.
#   bench/load.sh            about two minutes; RATE, SECONDS_SUSTAINED, SECONDS_MIXED, SECONDS_OVERLOAD, BATCH, SENDERS change it (bench/README.md)
#   RULES=PATH               other rules; default: ../shared/corpus/elastic-rules, and the built-in pack where that is not there
#   RESULTS=FOLDER           where load.md goes; default: bench/results
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec < /dev/null
export LC_ALL=C DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
results=${RESULTS:-bench/results}
tocsin=artifacts/bin/Tocsin.Cli/release/tocsin
mkdir -p "$results" "${TMPDIR:-/tmp}/tocsin-bench"
work=$(mktemp -d "${TMPDIR:-/tmp}/tocsin-bench/load-XXXXXX")
server=
stop() {
  if [ -n "$server" ] && kill -0 "$server" 2> /dev/null; then
    kill -TERM "$server" 2> /dev/null || true
    for _ in $(seq 100); do kill -0 "$server" 2> /dev/null || break; sleep 0.1; done
    kill -KILL "$server" 2> /dev/null || true
  fi
  rm -rf "$work"
}
trap stop EXIT
say() { printf '%s %s\n' "$(date +%H:%M:%S)" "$*" >&2; }
load() { cut -d' ' -f1-3 /proc/loadavg 2> /dev/null || uptime | sed 's/.*average[s]*: //'; }

if [ "${BUILD:-1}" = 1 ]; then
  say "building"
  for project in src/Tocsin.Cli bench/AuditGenerator bench/EcsGenerator bench/Load; do
    dotnet build -c Release -v quiet --nologo "$project" > "$work/build.log" 2>&1 || { cat "$work/build.log" >&2; exit 1; }
  done
fi
port=${RECEIVER_PORT:-18931}
rules=${RULES:-../shared/corpus/elastic-rules}
if [ -e "$rules" ]; then
  rules_line="paths: [$(realpath "$rules")]"
else
  # No built-in rule looks for anything in the mixed events, so there would be nothing to time.
  rules_line="paths: []" rules=
  export SECONDS_MIXED=0
fi
artifacts/bin/AuditGenerator/release/AuditGenerator 10000 "$work/audit.ndjson"
artifacts/bin/EcsGenerator/release/EcsGenerator 10000 "$work/mixed.ndjson"
"$tocsin" scan "$work/audit.ndjson" ${rules:+--rules "$rules"} --skip-bad-rules --format ndjson --quiet > "$work/audit.alerts" 2> /dev/null || true

cat > "$work/serve.yml" << YAML
data_folder: $work/data
listeners:
  - address: 127.0.0.1:0
rules:
  $rules_line
  reload: 0s
retention:
  # Small, so that at three times capacity senders are refused within seconds.
  log_size: 512MiB
sinks:
  - name: receiver
    kind: webhook
    url: http://127.0.0.1:$port/
    extensions: false
YAML
say "starting the server"
before=$(load)
# There to be read before the server has opened it.
: > "$work/log"
"$tocsin" serve --config "$work/serve.yml" > "$work/out" 2> "$work/log" &
server=$!
url=
for _ in $(seq 600); do
  url=$(sed -n 's/.*listening on \(http[^ ]*\).*/\1/p' "$work/log" | head -n 1)
  [ -z "$url" ] || break
  kill -0 "$server" 2> /dev/null || { cat "$work/log" >&2; exit 1; }
  sleep 0.1
done
[ -n "$url" ] || { cat "$work/log" >&2; exit 1; }
running=$(sed -n 's/.*[^0-9,]\([0-9,]*\) rules.*/\1/p' "$work/log" | head -n 1)
say "loading $url"
status=0
artifacts/bin/Load/release/Load "$url" "$server" "$port" "$work" "$work/table.md" > /dev/null || status=$?
[ -s "$work/table.md" ] || { tail -n 20 "$work/log" >&2; exit 1; }
{
  printf '# Load on a running server\n\nWritten by `bench/load.sh`; what is measured is in [bench](../README.md).\n\n'
  printf -- '- Machine: %s, %s cores, %s, %s\n' "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2> /dev/null | head -n 1)" "$(nproc)" \
    "$(awk '/MemTotal/ { printf "%.0f GB", $2 / 1e6 }' /proc/meminfo 2> /dev/null)" "$(uname -sr)"
  printf -- '- Tocsin: %s, commit %s%s, .NET %s\n' "$("$tocsin" --version | cut -d' ' -f2)" "$(git rev-parse --short HEAD 2> /dev/null || echo unknown)" \
    "$(git diff --quiet HEAD -- . ':!bench/results' 2> /dev/null || echo ' with changes')" "$(dotnet --version)"
  printf -- '- Rules: %s\n' "${running:-unknown}"
  printf -- '- Senders and receiver run on the same machine\n- Load before: %s\n- Load after: %s\n- Date: %s\n\n' "$before" "$(load)" "$(date -u +%F)"
  cat "$work/table.md"
} > "$results/load.md"
if [ -n "${KEEP_LOG:-}" ]; then cp "$work/log" "$KEEP_LOG"; fi
cat "$results/load.md"
exit "$status"
