#!/usr/bin/env bash
# Where the cycles of a scan go: samples of `perf` by part of the program, and the methods that have most of them.
#   bench/profile.sh FILE RULES        one thread; needs perf, and the right to use it
# Everything is compiled just in time and at once, so that each method has a name. What came before three quarters of the samples of the compiler is
# start-up and left out. The larger the file, the better the figures.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ $# -eq 2 ] || { echo "usage: bench/profile.sh FILE RULES" >&2; exit 2; }
command -v perf > /dev/null || { echo "error: perf is not installed" >&2; exit 1; }
export LC_ALL=C DOTNET_PerfMapEnabled=3 DOTNET_EnableWriteXorExecute=0 DOTNET_ReadyToRun=0 DOTNET_TieredCompilation=0
dotnet build -c Release -v quiet --nologo src/Tocsin.Cli > /dev/null
work=$(mktemp -d)
# The runtime writes its map of methods beside the others of /tmp.
trap 'rm -rf "$work"; [ -z "${pid:-}" ] || rm -f "/tmp/perf-$pid.map" "/tmp/perfinfo-$pid.map"' EXIT
perf record -q -F 499 -o "$work/perf.data" -- sh -c 'echo $$ > "$0"; exec "$@"' "$work/pid" \
  artifacts/bin/Tocsin.Cli/release/tocsin scan "$1" --rules "$2" --skip-bad-rules --format ndjson --output "$work/alerts" --threads 1 --quiet
pid=$(cat "$work/pid")
perf script -i "$work/perf.data" -F time,ip,sym,dso 2> /dev/null > "$work/samples"
start=$(grep libclrjit "$work/samples" | awk '{ sub(/:$/, "", $1); times[NR] = $1 } END { print NR ? times[int(NR * 0.75) + 1] : 0 }')
awk -v start="$start" '
  NF == 0 || $1 + 0 < start + 0 { left++; next }
  {
    line = $0
    sub(/^ *[0-9.]+: +[0-9a-f]+ +/, "", line)
    if (line ~ /libclrjit/) { left++; next }
    if (line ~ /\[kernel|\[unknown\] \(\[unk/) part = "kernel: mostly copying from the page cache"
    else if (line ~ /libclrgc|libcoreclr/) part = "runtime: mostly the collector"
    else if (line ~ /Tocsin\.Core\.Sources\.Framing/) part = "framing"
    else if (line ~ /Tocsin\.Core\.(Sources|Events|Fields)/) part = "reader"
    else if (line ~ /Tocsin\.Core\.Engine\.Index/) part = "index of rules"
    else if (line ~ /Tocsin\.Core\.Engine\.(Pipeline|Window)|Functions\.Aggregates/) part = "windows"
    else if (line ~ /Tocsin\.Core\.Engine\.(Sequence|FirstSeen|Join)/) part = "sequences, new terms, indicators"
    else if (line ~ /Tocsin\.Core\.(Languages|Values)/) part = "conditions"
    else if (line ~ /Tocsin\.Core\.Engine/) part = "rest of the engine"
    else if (line ~ /Tocsin\.|System\.CommandLine/) part = "rules, alerts, command line"
    else if (line ~ /\.so/) part = "native libraries"
    else part = "class library, called by the above"
    parts[part]++
    name = line
    sub(/ \([^()]*\)$/, "", name)
    sub(/\+0x[0-9a-f]+$/, "", name)
    sub(/\[(Optimized|OptimizedTier1|PreJIT)\]$/, "", name)
    if (name == "[unknown]") name = "runtime, without a name"
    if (match(name, /(Tocsin|System)\.[A-Za-z.]*[A-Za-z0-9_`<>.]*::[^(]*/)) name = substr(name, RSTART, RLENGTH)
    gsub(/[|]/, "/", name)
    names[name]++
    all++
  }
  END {
    printf "%d samples, and %d of start-up\n\n", all, left
    print "| part | share |\n| --- | ---: |"
    by = "sort -t\"|\" -k3,3nr"
    for (part in parts) printf "| %s | %.1f %% |\n", part, 100 * parts[part] / all | by
    close(by)
    print "\n| method | share |\n| --- | ---: |"
    by = "sort -t\"|\" -k3,3nr | head -n 25"
    for (name in names) printf "| `%s` | %.1f %% |\n", name, 100 * names[name] / all | by
    close(by)
  }' "$work/samples"
