#!/usr/bin/env bash
# Builds the container image from this repository, with no base image and no network beyond the package registry.
#   deploy/container/build.sh [TAG]         default: tocsin:<version>
# Needs the .NET SDK, podman (or docker: CONTAINER_TOOL=docker) and, on the building machine, OpenSSL 3 and CA certificates.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
version=$(sed -n 's/.*<Version>\(.*\)<\/Version>.*/\1/p' Directory.Build.props)
tag=${1:-tocsin:$version}
tool=${CONTAINER_TOOL:-podman}
context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT
root=$context/root

dotnet publish src/Tocsin.Cli -c Release -r linux-x64 --self-contained -p:ReadyToRunInBuild=false -p:PublishReadyToRun=true \
  -p:DebugType=none -p:GenerateDocumentationFile=false -o "$root/usr/bin/tocsin"

# The program and the libraries that come with it ask for these; OpenSSL is loaded by name at run time.
mkdir -p "$root/lib64" "$root/usr/lib"
libraries() {
  # What ldd says of a file that asks for a library nobody needs (the tracing provider's) is no failure.
  { find "$root/usr/bin/tocsin" \( -name '*.so' -o -name tocsin \) -type f -exec ldd {} + 2> /dev/null || true; } |
    awk '$2 == "=>" && $3 ~ /^\// { print $3 }'
  for name in libssl.so.3 libcrypto.so.3; do
    ldconfig -p | awk -v name="$name" '$1 == name && /x86-64/ { print $NF; exit }'
  done
}
libraries | sort -u | while read -r library; do
  case $library in "$root"/*) continue ;; esac
  cp -L "$library" "$root/usr/lib/"
done
cp -L /lib64/ld-linux-x86-64.so.2 "$root/lib64/"
ln -s usr/lib "$root/lib"
mkdir -p "$root/etc/ssl/certs" "$root/etc/tocsin" "$root/var/lib/tocsin" "$root/tmp"
[ ! -f /etc/ssl/certs/ca-certificates.crt ] || cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
echo 'tocsin:x:65532:65532:tocsin:/var/lib/tocsin:/sbin/nologin' > "$root/etc/passwd"
echo 'tocsin:x:65532:' > "$root/etc/group"
chmod 1777 "$root/tmp"
chmod 0777 "$root/var/lib/tocsin"
cp deploy/container/serve.yaml "$root/etc/tocsin/serve.yaml"

"$tool" build --tag "$tag" --file deploy/container/Containerfile "$context"
echo "built $tag"
