#!/usr/bin/env bash
# Make sure of the system packages that the tests use. As root it installs what is missing; otherwise it
# says how. Under CI=true a missing one is a failure, else the tests that need it are skipped.
set -u
missing=()
need() { # command, Debian package
    command -v "$1" >/dev/null 2>&1 && return
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installing $2 …"
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$2"; } >/dev/null 2>&1
    fi
    command -v "$1" >/dev/null 2>&1 || missing+=("$2")
}
need chromium chromium
need msgfmt gettext
if [ ${#missing[@]} -gt 0 ]; then
    echo "Not installed: ${missing[*]}. As root: apt-get install ${missing[*]}. Tests that need them are skipped." >&2
    [ "${CI:-}" = true ] && exit 1
fi
exit 0
