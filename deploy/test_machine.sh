#!/usr/bin/env bash
# What the tests use beside .venv: installed where that is possible, else named with what goes without it.
# Never fails, because the tests that need a missing program are skipped.
set -uo pipefail

# program | Debian's package | what is skipped without it
needed='chromium|chromium|journeys in a real browser
mariadbd|mariadb-server|tests on MariaDB
redis-server|redis-server|tests of Redis over TLS
openssl|openssl|tests with certificates
nginx|nginx|tests behind nginx
tini|tini|tests of the image
ip|iproute2|tests with several hosts
node|nodejs|tests of the JavaScript
npm|npm|the HTML checker
java|default-jre-headless|the HTML checker'

has() {
  PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v "$1" >/dev/null
}

missing() {
  local program package without
  while IFS='|' read -r program package without; do
    has "$program" || echo "$package|$without"
  done <<<"$needed"
}

install() {
  echo "Installing for the tests: $* …"
  # Our tests start servers of their own; the machine's must not start.
  export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

lacking=$(missing)
if [[ -n $lacking && $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
  mapfile -t packages < <(cut -d'|' -f1 <<<"$lacking")
  install "${packages[@]}"
  lacking=$(missing)
fi
while IFS='|' read -r package without; do
  [[ -z $package ]] || echo "Skipping $without: they need $package (sudo apt-get install $package)."
done <<<"$lacking"

# The HTML checker is no Debian package. Its own script of installation would fetch a Java of its own.
cd "$(dirname "$0")/.."
if has npm && has java && [[ ! node_modules/.package-lock.json -nt package-lock.json ]]; then
  npm ci --ignore-scripts --no-audit --no-fund --silent ||
    echo "Skipping the HTML checker: npm could not install what package-lock.json names."
fi
exit 0
