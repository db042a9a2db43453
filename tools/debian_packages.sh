#!/bin/sh
# Installs the Debian packages that some tests need, where that is possible; else says which are missing and what is skipped.
need=""
skipped=""
if ! command -v chromium >/dev/null 2>&1 || ! command -v chromedriver >/dev/null 2>&1; then
  need="$need chromium chromium-driver"
  skipped="the browser tests"
fi
if [ -z "$JAVA_HOME" ] && ! command -v java >/dev/null 2>&1; then
  need="$need default-jre-headless"
  skipped="${skipped:+$skipped and }the tests of Spark"
fi
[ -z "$need" ] && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "sayso: installing$need for $skipped" >&2
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086 # one word a package
  if apt-get update -qq >/dev/null 2>&1 && apt-get install -y -qq $need >/dev/null 2>&1; then
    exit 0
  fi
fi
echo "sayso: missing$need: $skipped will be skipped (Debian: sudo apt-get install$need)" >&2
exit 0
