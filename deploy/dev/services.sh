#!/usr/bin/env bash
# Make sure of the system packages that the tests use. As root it installs what is missing; otherwise it
# says how. Under CI=true a missing one is a failure, else the tests that need it are skipped.
set -u
PATH=$PATH:/usr/sbin
missing=()
# A server that is installed for the tests is not started here: they boot one of their own.
rule=/usr/sbin/policy-rc.d
no_start() { [ -e $rule ] || { printf '#!/bin/sh\nexit 101\n' > $rule && chmod 755 $rule && trap 'rm -f $rule' EXIT; }; }
need() { # a command that succeeds where it is there, Debian package
    eval "$1" >/dev/null 2>&1 && return
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installing $2 …"
        no_start
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$2"; } >/dev/null 2>&1
    fi
    eval "$1" >/dev/null 2>&1 || missing+=("$2")
}
need "command -v chromium" chromium
need "command -v msgfmt" gettext
# What the drill sets up, and what boots a machine for it.
need "command -v nginx" nginx
need "command -v pg_createcluster" postgresql
need "command -v systemd-nspawn" systemd-container
need "command -v git" git
need "command -v openssl" openssl
need "command -v curl" curl
need "/usr/bin/python3 -c 'import ensurepip, venv'" python3-venv
need "command -v setpriv && command -v unshare" util-linux
# What faults are done with, and what reads the units.
need "command -v faketime" faketime
need "command -v pgbouncer" pgbouncer
need "command -v systemd-analyze" systemd
if [ ${#missing[@]} -gt 0 ]; then
    echo "Not installed: ${missing[*]}. As root: apt-get install ${missing[*]}. Tests that need them are skipped." >&2
    [ "${CI:-}" = true ] && exit 1
fi
exit 0
