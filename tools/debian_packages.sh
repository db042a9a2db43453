#!/bin/sh
# Installs the Debian packages that some tests need, where that is possible; else says which are missing and what is skipped.
need=""
command -v chromium >/dev/null 2>&1 || need="$need chromium"
command -v chromedriver >/dev/null 2>&1 || need="$need chromium-driver"
[ -z "$need" ] && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "sayso: installing$need for the browser tests" >&2
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086 # one word a package
  if apt-get update -qq >/dev/null 2>&1 && apt-get install -y -qq $need >/dev/null 2>&1; then
    exit 0
  fi
fi
echo "sayso: missing$need: the browser tests will be skipped (Debian: sudo apt-get install$need)" >&2
exit 0
