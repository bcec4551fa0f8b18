#!/usr/bin/env bash
# Make .venv, if it is not there or broken, and install a lock file into it: `deploy/venv.sh requirements.txt`.
set -euo pipefail
cd "$(dirname "$0")/.."

lock=$1
new_enough='import sys; sys.exit(sys.version_info < (3, 11))'

find_python() {
  local candidate
  for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    if "$candidate" -c "$new_enough" 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  echo "Microblog needs Python 3.11 or later; here is: $({ "${PYTHON:-python3}" --version; } 2>/dev/null || echo none)." >&2
  echo "If a later one is installed elsewhere: PYTHON=/path/to/python3 make setup" >&2
  return 1
}

# Debian and Ubuntu ship Python without the part that makes virtual environments.
ensure_venv() {
  if "$1" -c 'import ensurepip, venv' 2>/dev/null; then
    return
  fi
  local package=python3-venv
  [[ ${1##*/} == python3.* ]] && package=${1##*/}-venv
  if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    echo "Installing $package …"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null
  else
    echo "This Python cannot make virtual environments. On Debian and Ubuntu this helps:" >&2
    echo "  sudo apt-get install $package" >&2
    return 1
  fi
}

if ! .venv/bin/python -m pip --version >/dev/null 2>&1 || ! .venv/bin/python -c "$new_enough"; then
  python=$(find_python)
  ensure_venv "$python"
  echo "Making .venv with $("$python" --version) …"
  "$python" -m venv --clear .venv
fi

echo "Installing $lock …"
if ! .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"; then
  echo "pip could not install what $lock names. Is there a connection to a package index?" >&2
  exit 1
fi
