#!/bin/sh
# Builds .venv from a hashed lock file; brings uv into .uv/ when the machine has none.
# Usage: deploy/environment.sh requirements.lock|requirements-dev.lock
set -eu
cd "$(dirname "$0")/.."
lock="$1"
stamp=".venv/.installed-$lock"

python="${PYTHON:-python3}"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "Chatière needs Python 3.11 or newer; $("$python" --version) is installed. Set PYTHON=… to another one." >&2
  exit 1
}
if [ -f "$stamp" ] && cmp -s "$stamp" "$lock"; then exit 0; fi

if command -v uv >/dev/null 2>&1; then
  uv=uv
else
  uv=.uv/bin/uv
  if [ ! -x "$uv" ]; then
    echo "— fetching uv into .uv/ …"
    "$python" -m venv .uv >/dev/null 2>&1 && .uv/bin/python -m pip install --quiet uv || {
      rm -rf .uv
      # Debian's bare python3 lacks ensurepip: pip alone can still put uv aside.
      "$python" -m pip install --quiet --target .uv uv 2>/dev/null || {
        echo "Could not fetch uv: this Python has neither venv nor pip. Install uv, or python3-venv, then try again." >&2
        exit 1
      }
    }
  fi
fi
echo "— installing what $lock lists …"
[ -x .venv/bin/python ] || "$uv" venv --quiet --python "$python" .venv
# The development lock holds the other one whole: a test environment also runs the portal.
# Compiled once: several processes start together, and some machines forbid Python to keep what each of them compiles.
export UV_COMPILE_BYTECODE_TIMEOUT=600
if [ "$lock" = requirements.lock ]; then
  "$uv" pip install --quiet --compile-bytecode --python .venv/bin/python --require-hashes -r "$lock"
else
  "$uv" pip sync --quiet --compile-bytecode --python .venv/bin/python --require-hashes "$lock"
fi
cp "$lock" "$stamp"
