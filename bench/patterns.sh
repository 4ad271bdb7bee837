#!/usr/bin/env bash
# Matches wildcards and regular expressions against hostile values, with Tocsin's matchers and with .NET's. Fails where Tocsin's are not linear.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
dotnet build -c Release -v quiet --nologo bench/Patterns > /dev/null
echo "machine: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores, .NET $(dotnet --version); load $(cut -d' ' -f1-3 /proc/loadavg)"
echo
artifacts/bin/Patterns/release/Tocsin.Benchmarks
