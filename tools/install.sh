#!/bin/sh
# install.sh PYTHON VENV WHAT: makes the virtual environment VENV and installs WHAT ("." or ".[dev]") into it.
# The versions of requirements/dev.lock are used; where they cannot be had (a newer Python, say), the published ranges.
set -eu
python=$1 venv=$2 what=$3
if [ -z "$python" ]; then
  echo "sayso: no Python 3.11 or newer on the PATH; install one (Debian: apt-get install python3 python3-venv) and try again" >&2
  exit 1
fi
if [ ! -x "$venv/bin/python" ]; then
  echo "sayso: making $venv with $("$python" --version)" >&2
  if ! "$python" -m venv "$venv"; then
    echo "sayso: $python cannot make virtual environments; on Debian: apt-get install python3-venv" >&2
    exit 1
  fi
fi
echo "sayso: installing into $venv (the first time takes a minute or two)" >&2
pip() { "$venv/bin/python" -m pip --disable-pip-version-check --quiet "$@"; }
if ! pip install --constraint requirements/dev.lock --editable "$what" 2>"$venv/install.log"; then
  echo "sayso: the locked versions do not install on this Python; taking the published ranges instead" >&2
  pip install --editable "$what"
fi
