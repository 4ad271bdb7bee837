#!/usr/bin/env bash
# Measures Tocsin beside a bare scan of the same bytes, wc, jq, DuckDB and ClickHouse, and writes a table with ratios, two CSV files and their plots.
#   bench/compare.sh [EVENTS]      audit events, default 830000 (1 GB); mixed ECS events: 45 % of that (0.5 GB)
# Inputs are made once and kept in ${TMPDIR:-/tmp}/tocsin-bench. What cannot be measured here is left out, with a note.
#   ROUNDS=3         how often each row runs; rows take turns
#   PEERS=0          without DuckDB and ClickHouse
#   RESULTS=FOLDER   where the table goes; default: bench/results for a full run, else the folder of the inputs
#   SHARED=FOLDER    where the published rules are; default: ../shared. Without it their rows are left out
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec < /dev/null
export LC_ALL=C DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
full=830000
audit_events=${1:-$full}
[[ $audit_events =~ ^[1-9][0-9]*$ ]] && [ "$audit_events" -ge 100 ] || { echo "usage: bench/compare.sh [EVENTS], at least 100" >&2; exit 2; }
mixed_events=$((audit_events * 45 / 100))
rounds=${ROUNDS:-3}
shared=${SHARED:-../shared}
folder=${TMPDIR:-/tmp}/tocsin-bench
results=${RESULTS:-$([ "$audit_events" -eq "$full" ] && echo bench/results || echo "$folder/results-$audit_events")}
# Names change with the generators, so no input of an older version is taken for a new one's.
audit=$folder/audit-$audit_events-$(cat bench/AuditGenerator/*.cs | cksum | cut -d' ' -f1).ndjson
mixed=$folder/mixed-$mixed_events-$(cat bench/EcsGenerator/*.cs | cksum | cut -d' ' -f1).ndjson
tocsin=artifacts/bin/Tocsin.Cli/release/tocsin
report=artifacts/bin/Report/release/Tocsin.Benchmarks
mkdir -p "$folder" "$results"
work=$(mktemp -d "$folder/run-XXXXXX")
trap 'rm -rf "$work"' EXIT
measurements=$work/measurements.tsv
facts=$work/facts.tsv
: > "$measurements"

say() { printf '%s %s\n' "$(date +%H:%M:%S)" "$*" >&2; }
skip() { say "skipped: $*"; printf 'Left out\t%s\n' "$*" >> "$facts"; }
fact() { printf '%s\t%s\n' "$1" "$2" >> "$facts"; }
load() { cut -d' ' -f1-3 /proc/loadavg 2> /dev/null || uptime | sed 's/.*average[s]*: //'; }

# ---- programs -----------------------------------------------------------------------------------------------------------------------

say "building"
for project in src/Tocsin.Cli bench/AuditGenerator bench/EcsGenerator bench/Reading bench/Report; do
  dotnet build -c Release -v quiet --nologo "$project" > "$work/build.log" 2>&1 || { cat "$work/build.log" >&2; exit 1; }
done

gnu_time=
if /usr/bin/time -f %M true > /dev/null 2>&1; then gnu_time=/usr/bin/time; fi

peers=
if [ "${PEERS:-1}" = 0 ]; then
  skip "DuckDB and ClickHouse: PEERS=0"
elif ! command -v npm > /dev/null || ! command -v node > /dev/null; then
  skip "DuckDB and ClickHouse: they are installed with npm, which is not here"
else
  # A copy, so that no package lands in the tree; kept for the next run of the same versions.
  peers=$folder/peers-$(cksum < bench/peers/package-lock.json | cut -d' ' -f1)
  mkdir -p "$peers"
  cp bench/peers/*.json bench/peers/*.mjs "$peers/"
  if [ ! -e "$peers/installed" ]; then
    say "installing DuckDB and ClickHouse"
    # Mirrors may lack the binaries of other systems, which npm ci insists on; npm install takes the locked versions without them.
    if (cd "$peers" && { npm ci --no-audit --no-fund > npm.log 2>&1 || npm install --no-save --no-audit --no-fund >> npm.log 2>&1; }); then
      touch "$peers/installed"
    else
      tail -n 5 "$peers/npm.log" >&2
      peers=
      skip "DuckDB and ClickHouse: npm could not install them"
    fi
  fi
fi

# ---- inputs and rules ---------------------------------------------------------------------------------------------------------------

make_input() { # GENERATOR EVENTS FILE
  [ -s "$3" ] && return
  say "making $3"
  rm -f "${3%-*}"-*.ndjson
  "artifacts/bin/$1/release/$1" "$2" "$3.part"
  mv "$3.part" "$3"
}
make_input AuditGenerator "$audit_events" "$audit"
make_input EcsGenerator "$mixed_events" "$mixed"
for share in 25 50; do
  head -n $((audit_events * share / 100)) "$audit" > "$work/audit-$share.ndjson"
  head -n $((mixed_events * share / 100)) "$mixed" > "$work/mixed-$share.ndjson"
done
head -n 1 "$audit" > "$work/one.ndjson"

mkdir "$work/two"
cp rules/discovery_permission_enumeration.toml rules/execution_interactive_api_request_from_container.toml "$work/two/"
fact two.rules 2
fact builtin.rules "$(find rules -maxdepth 1 -name '*.toml' | wc -l)"
sizes=()
corpus=
if [ -d "$shared/corpus/elastic-rules" ]; then
  corpus=$shared/corpus/elastic-rules
  say "choosing rules"
  fact kubernetes.rules "$("$report" choose kubernetes "$corpus" "$work/kubernetes")"
  for count in 20 100 500; do
    fact "rules.$count.rules" "$("$report" choose "$count" "$work/two" "$corpus" "$work/rules-$count")"
    sizes+=("$count")
  done
  fact all.rules "$("$report" choose all "$corpus" "$work/all")"
else
  skip "rows with the published rules: no $shared/corpus/elastic-rules"
fi
seed=
if [ -d "$shared/seed-rules" ]; then seed=$shared/seed-rules; else skip "rows with the seed rules: no $shared/seed-rules"; fi

# ---- what is known of the run -------------------------------------------------------------------------------------------------------

bytes_of() { wc -c < "$1" | tr -d ' '; }
fact audit.events "$audit_events"
fact audit.bytes "$(bytes_of "$audit")"
fact mixed.events "$mixed_events"
fact mixed.bytes "$(bytes_of "$mixed")"
fact full "$([ "$audit_events" -ge "$full" ] && echo 1 || echo 0)"
fact Machine "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2> /dev/null | head -n 1), $(nproc) cores, $(awk '/MemTotal/ { printf "%.0f GB", $2 / 1e6 }' /proc/meminfo 2> /dev/null), $(uname -sr)"
fact Tocsin "$("$tocsin" --version | cut -d' ' -f2), commit $(git rev-parse --short HEAD 2> /dev/null || echo unknown)$(git diff --quiet HEAD -- . ':!bench/results' 2> /dev/null || echo ' with changes'), .NET $(dotnet --version)"
[ -z "$peers" ] || fact Peers "$(sed -n 's/^ *"\(@duckdb\/node-api\|chdb\)": "\(.*\)".*/\1 \2/p' bench/peers/package.json | paste -sd, | sed 's/,/, /g'), node $(node --version)"
if command -v jq > /dev/null; then fact jq "$(jq --version)"; else skip "jq: not installed"; fi
fact Inputs "audit: $audit_events events, $(($(bytes_of "$audit") / 1000000)) MB; mixed: $mixed_events events, $(($(bytes_of "$mixed") / 1000000)) MB; in the page cache"
fact Rounds "$rounds, rows in turn"
[ -n "$gnu_time" ] || skip "peak memory: no GNU time"
fact "Load before" "$(load)"

# ---- measuring ----------------------------------------------------------------------------------------------------------------------

# Runs a command and writes down what it took. Its output stays in $work/out. Ends everything where the command fails.
measure() { # ROW COMMAND...
  local row=$1 begin end user system peak=0 status=0
  shift
  begin=${EPOCHREALTIME:-$(date +%s.%N)}
  if [ -n "$gnu_time" ]; then
    "$gnu_time" -q -f '%U %S %M' -o "$work/time" "$@" > "$work/out" 2> "$work/err" || status=$?
    end=${EPOCHREALTIME:-$(date +%s.%N)}
    read -r user system peak < "$work/time"
  else
    TIMEFORMAT='%U %S'
    { time "$@" > "$work/out" 2> "$work/err" || status=$?; } 2> "$work/time"
    end=${EPOCHREALTIME:-$(date +%s.%N)}
    read -r user system < "$work/time"
  fi
  if [ "$status" -ne 0 ]; then
    tail -n 5 "$work/err" >&2
    say "error: $row ended with status $status: $*"
    exit 1
  fi
  wall=$(awk -v a="$begin" -v b="$end" 'BEGIN { printf "%.4f", b - a }')
  cost="$user	$system	$peak"
}

note() { printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$wall" "$cost" "$2" "$3" >> "$measurements"; } # ROW OWN-SECONDS RESULTS

# A scan; its alerts must be the same at each run of a row, and with any number of threads.
scan() { # ROW RULES FILE THREADS
  local alerts=$work/alerts sum kept=$work/alerts-${1%.[0-9]}.sum
  measure "$1" "$tocsin" scan "$3" --rules "$2" --skip-bad-rules --format ndjson --output "$alerts" --threads "$4" --quiet
  sum=$(cksum < "$alerts")
  [ -e "$kept" ] || echo "$sum" > "$kept"
  [ "$sum" = "$(cat "$kept")" ] || { say "error: $1: other alerts than in an earlier run"; exit 1; }
  note "$1" "" "$(wc -l < "$alerts" | tr -d ' ')"
}

peer() { # NAME THREADS
  measure "$1.$2" node "$peers/$1.mjs" "$audit" "$2"
  # prints "ROWS rows SECONDS s"
  note "$1.$2" "$(awk 'END { print $3 }' "$work/out")" "$(awk 'END { print $1 }' "$work/out")"
}

reading() { # the bare scan, framing and the reader, as seconds of processor time
  measure reading artifacts/bin/Reading/release/Tocsin.Benchmarks "$audit" "" 2
  awk -F' *[|] *' -v bytes="$(bytes_of "$audit")" -v OFS='\t' '
    $2 == "structural characters, bare" { row = "limit" }
    $2 == "framing" { row = "framing" }
    $2 == "reader, no fields" { row = "reader.none" }
    $2 == "reader, fields of the seed detections" { row = "reader.seed" }
    $2 == "reader, fields of the seed detections, plain" { row = "reader.plain" }
    row { seconds = bytes / 1e9 / $3; print row, seconds, seconds, 0, 0, "", ""; row = "" }' OFMT=%.6f "$work/out" >> "$measurements"
  sed -n 's/^bare scan.*one thread \([0-9.]*\), two threads \([0-9.]*\)$/limit.1 \1\nlimit.2 \2/p' "$work/out" |
    awk -v OFS='\t' '{ print $1, $2, $2, 0, 0, "", "" }' >> "$measurements"
}

say "warming the page cache"
cat "$audit" "$mixed" > /dev/null
[ -z "$corpus" ] || scan warm "$corpus" "$work/one.ndjson" 1
for ((round = 1; round <= rounds; round++)); do
  say "round $round of $rounds"
  reading
  measure wc wc -l "$audit" && note wc "" ""
  if [ "$round" -eq 1 ] && command -v jq > /dev/null; then # once: it takes as long as everything else
    measure jq jq -nc 'reduce inputs.verb as $verb ({}; .[$verb] += 1)' "$audit" && note jq "" ""
  fi
  for threads in 1 2; do
    if [ -n "$peers" ]; then
      peer duckdb "$threads"
      peer clickhouse "$threads"
    fi
    measure query "$tocsin" query --language esql --format ndjson --threads "$threads" --quiet -- "$(cat bench/peers/enumeration.esql)" "$audit"
    note "query.$threads" "" "$(wc -l < "$work/out" | tr -d ' ')"
    scan "two.$threads" "$work/two" "$audit" "$threads"
    [ -z "$seed" ] || scan "seed.$threads" "$seed" "$audit" "$threads"
    scan "builtin.$threads" rules "$audit" "$threads"
    [ -z "$corpus" ] || scan "kubernetes.$threads" "$work/kubernetes" "$audit" "$threads"
    scan "mixed-two.$threads" "$work/two" "$mixed" "$threads"
    [ -z "$corpus" ] || scan "mixed-all.$threads" "$corpus" "$mixed" "$threads"
  done
  for start in 1 2 3; do
    scan start-builtin "rules" "$work/one.ndjson" 2
    [ -z "$corpus" ] || scan start-all "$corpus" "$work/one.ndjson" 2
  done
  for count in ${sizes[@]+"${sizes[@]}"}; do scan "rules-$count" "$work/rules-$count" "$mixed" 1; done
  for share in 25 50; do
    scan "two-$share" "$work/two" "$work/audit-$share.ndjson" 1
    [ -z "$corpus" ] || scan "all-$share" "$corpus" "$work/mixed-$share.ndjson" 1
  done
done
sed -i.bak '/^warm	/d' "$measurements"
fact "Load after" "$(load)"
fact Date "$(date -u +%Y-%m-%d)"

"$report" table "$measurements" "$facts" "$results"
cp "$measurements" "$results/measurements.tsv"
say "wrote $results/compare.md"
