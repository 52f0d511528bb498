#!/usr/bin/env bash
# Run once by Gradescope when it builds the autograder's image: Node, the sandbox's programs, and the grader's packages.
set -euo pipefail

version=v22.12.0
case "$(uname -m)" in
  x86_64) machine=x64 ;;
  aarch64) machine=arm64 ;;
  *) echo "no Node for $(uname -m)" >&2 && exit 1 ;;
esac

apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends bubblewrap ca-certificates curl util-linux xz-utils

cd /tmp
archive="node-$version-linux-$machine.tar.xz"
curl -fsSLO "https://nodejs.org/dist/$version/$archive"
curl -fsSL "https://nodejs.org/dist/$version/SHASUMS256.txt" | grep " $archive\$" | sha256sum --check -
mkdir -p /opt/node
tar -xJf "$archive" -C /opt/node --strip-components=1
rm "$archive"

cd /autograder/source
PATH="/opt/node/bin:$PATH" npm ci --omit=dev --no-audit --no-fund
chmod -R a+rX /autograder/source
