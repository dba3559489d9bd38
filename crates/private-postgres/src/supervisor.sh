# Keeps one PostgreSQL for as long as standard input is open, and leaves nothing of it behind. Its orders come line by line.
# Arguments: the folder of PostgreSQL's programs, the port, the options of the server, and the URL of a primary, if it is a
# replica that is wanted. TLS_CERTIFICATE and TLS_KEY are PEM, HBA is a whole pg_hba.conf.
set -u
bin=$1 port=$2 options=$3 primary=$4
folder=$(mktemp -d) || exit 1
data=$folder/data

pids() {
    main=$(head -n 1 "$data/postmaster.pid" 2>/dev/null) || return 0
    echo "$main"
    ps -o pid= --ppid "$main"
}
signal() { for pid in $(pids); do kill "-$1" "$pid" 2>/dev/null; done; }
start() { "$bin/pg_ctl" -D "$data" -l "$folder/log" -s -w -t 60 -o "-p $port -k $folder $options" start >/dev/null 2>&1; }
stop() { signal CONT; "$bin/pg_ctl" -D "$data" -s -w -t 60 -m "$1" stop >/dev/null 2>&1; }
end() { stop immediate; rm -rf "$folder"; }
answer() { if "$@"; then echo done; else echo "failed: $*"; tail -n 5 "$folder/log" >&2; fi; }

# A terminal's Ctrl-C ends the tests, and their end closes standard input.
trap '' INT
trap end EXIT

if [ -n "$primary" ]; then
    "$bin/pg_basebackup" -D "$data" -R -X stream --no-sync -c fast -d "$primary" || exit 1
else
    "$bin/initdb" -D "$data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null || exit 1
fi
umask 077
[ -z "${TLS_KEY:-}" ] || { printf %s "$TLS_KEY" >"$data/server.key"; printf %s "$TLS_CERTIFICATE" >"$data/server.crt"; }
[ -z "${HBA:-}" ] || printf '%s\n' "$HBA" >"$data/pg_hba.conf"
answer start

while read -r order; do
    case $order in
    start) answer start ;;
    stop\ *) answer stop "${order#stop }" ;;
    freeze) answer signal STOP ;;
    thaw) answer signal CONT ;;
    promote) answer "$bin/pg_ctl" -D "$data" -s -w promote ;;
    log) cat "$folder/log"; echo done ;;
    esac
done
