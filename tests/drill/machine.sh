#!/bin/sh
# Lay a file system over this machine's, make it look freshly installed, and boot it.
# Runs in a mount namespace of its own: what is mounted goes with the last process.
# $1: an empty folder that takes every change. $2: wheels. $3: the repository. Further: what to hide.
set -eu
place=$1 wheels=$2 repository=$3
shift 3
root=$place/root
mkdir "$place/upper" "$place/work" "$root"
mkdir -p /run/systemd/nspawn
mount -t tmpfs tmpfs /run/systemd/nspawn
mount -t overlay overlay -o "lowerdir=/,upperdir=$place/upper,workdir=$place/work" "$root"

# What people have set up on this machine is not part of the drill's.
rm -rf "$root"/etc/systemd/system/* "$root"/etc/rc?.d/S* "$root"/etc/cron.*/* "$root"/etc/cron.d/*
rm -rf "$root"/etc/nginx/sites-enabled/* "$root"/etc/nginx/conf.d/* "$root"/usr/sbin/policy-rc.d
rm -rf "$root"/etc/postgresql/* "$root"/var/lib/postgresql/* "$root"/var/log/postgresql/*
rm -rf "$root"/etc/helsekilde "$root"/var/lib/helsekilde
# With a number of its own it is no first boot, which would switch services on.
tr -d - < /proc/sys/kernel/random/uuid > "$root/etc/machine-id"
if [ -e "$root/etc/nginx/sites-available/default" ]; then
    ln -s /etc/nginx/sites-available/default "$root/etc/nginx/sites-enabled/default"
fi
mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
for unit in nginx postgresql; do
    ln -s "/lib/systemd/system/$unit.service" "$root/etc/systemd/system/multi-user.target.wants/"
done

# Where it takes packages from: it has no way out. What is installed is new enough.
printf '[global]\nno-index = true\nfind-links = /var/cache/wheels\n' > "$root/etc/pip.conf"
printf 'APT::Get::Upgrade "false";\nAcquire::Retries "0";\n' > "$root/etc/apt/apt.conf.d/99drill"
printf '127.0.0.1 localhost\n' > "$root/etc/hosts"
mkdir -p "$root/var/cache/wheels" "$root/mnt/helsekilde.git"

hidden=""
for folder in /opt /srv /home /root /media /usr/local "$@"; do
    if [ -d "$folder" ]; then hidden="$hidden --tmpfs=$folder"; fi
done
# shellcheck disable=SC2086 # one option for each folder; none has a blank in its name
exec systemd-nspawn --quiet --register=no --keep-unit --link-journal=no --resolv-conf=off \
    --private-network --machine=helsekilde --directory="$root" $hidden \
    --bind-ro="$wheels:/var/cache/wheels" --bind-ro="$repository:/mnt/helsekilde.git" \
    --console=pipe --boot systemd.unit=multi-user.target
