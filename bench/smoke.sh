#!/usr/bin/env bash
# Runs every benchmark once over next to nothing, so that none of them rots: generators, readers, scans, table and plots, patterns.
# Judges no figure. Needs neither peers nor ../shared, and leaves nothing behind.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fail() { echo "error: $*" >&2; exit 1; }

TMPDIR=$folder PEERS=0 ROUNDS=1 SHARED=$folder/absent RESULTS=$folder/results bench/compare.sh 400
for file in compare.md cost-by-rules.csv cost-by-rules.svg cost-by-events.csv cost-by-events.svg; do
  [ -s "$folder/results/$file" ] || fail "bench/compare.sh wrote no $file"
done
grep -q '^| `tocsin scan`, 2 rules, 1 thread | 1 |' "$folder/results/compare.md" || fail "the table has no row of a scan"

TMPDIR=$folder RULES=$folder/absent RESULTS=$folder/results RATE=500 SECONDS_SUSTAINED=3 SECONDS_OVERLOAD=1 bench/load.sh
grep -q '^| all counts agree, no alert is missing | | | reached |' "$folder/results/load.md" || fail "the counts of bench/load.sh do not agree"

dotnet build -c Release -v quiet --nologo bench/Patterns > /dev/null
artifacts/bin/Patterns/release/Tocsin.Benchmarks --quick > "$folder/patterns.md"
grep -q '^| .*| Tocsin | [0-9]' "$folder/patterns.md" || fail "bench/Patterns printed no row"
echo "all benchmarks ran"
