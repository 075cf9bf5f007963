#!/bin/bash
# Checks a running compose set-up from outside: docker/check.sh [--restart]
# Announces a torrent of its own to both ingress and follows it through to PostgreSQL. With
# --restart it also takes everything down and up again, and checks that nothing is lost. Every wait has an end.
set -euo pipefail
cd "$(dirname "$0")"
first=${PORT_1:-6969}
second=${PORT_2:-6970}
patience=${PATIENCE:-120} # seconds that one wait may take

fail() { echo "FAILED: $*" >&2; exit 1; }
passed() { echo "ok: $*"; }
compose() { docker compose "$@" < /dev/null; }
sql() { compose exec -T postgres psql -q -X -A -t -v ON_ERROR_STOP=1 -U equilibrium -d equilibrium -c "$1"; }
now_ms() { date +%s%3N; }

# await WHAT COMMAND...: tries until the command succeeds; sets took_ms
await() {
  local what=$1 began
  began=$(now_ms)
  shift
  until "$@"; do
    [ $(($(now_ms) - began)) -lt $((patience * 1000)) ] || fail "$what: not within $patience s"
    sleep "${pause:-0.05}"
  done
  took_ms=$(($(now_ms) - began))
}

hash=$(od -An -N20 -tx1 /dev/urandom | tr -d ' \n')
escaped=$(sed 's/../%&/g' <<< "$hash")

# http PORT PATH-AND-QUERY: the reply, with bytes that are no text left out
http() { curl -s -S --max-time 5 "http://127.0.0.1:$1$2" | tr -d '\000'; }

# announce PORT PEER-LETTER UPLOADED LEFT: with the key, for a restart may give clients behind Docker
# another address; the peer's port is its letter twice, so that it reads as text
announce() {
  http "$1" "/$key/announce?info_hash=$escaped&peer_id=-EQ0000-$2$2$2$2$2$2$2$2$2$2$2$2&port=$((0x$(printf %s "$2$2" | od -An -tx1 | tr -d ' ')))&uploaded=$3&downloaded=0&left=$4&compact=1&numwant=50"
}

# udp_announce PORT PEER-LETTER: BEP 15; prints the reply's action, 1 for an announce
udp_announce() {
  local letter connection peer
  letter=$(printf %s "$2" | od -An -tx1 | tr -d ' ')
  exec 4<> "/dev/udp/127.0.0.1/$1"
  send 0000041727101980 00000000 61626364
  connection=$(receive 16 | cut -c 17-32)
  peer=2d4551303030302d$(printf "$letter%.0s" 1 2 3 4 5 6 7 8 9 10 11 12)
  send "$connection" 00000001 61626364 "$hash" "$peer" \
    0000000000000000 0000000000000000 0000000000000000 00000000 00000000 00000000 ffffffff "$letter$letter"
  receive 20 | cut -c 1-8
  exec 4>&-
}
send() { printf %b "$(printf %s "$@" | sed 's/../\\x&/g')" | dd bs=2048 iflag=fullblock status=none >&4; }
receive() { timeout 5 head -c "$1" <&4 | od -An -v -tx1 | tr -d ' \n'; }

# seen PORT SEEDERS LEECHERS: whether a scrape there counts so many
seen() {
  [[ $(http "$1" "/scrape?info_hash=$escaped") == *"8:completei$2e"*"10:incompletei$3e"* ]]
}

row() { sql "SELECT coalesce(sum(announces), 0), coalesce(sum(uploaded_claimed), 0) FROM contributions WHERE info_hash = '\\x$hash'"; }
row_is() { [ "$(row)" = "$1" ]; }

healthy() {
  local states
  states=$(compose ps -a --format '{{.Service}} {{.State}} {{.Health}} {{.ExitCode}}')
  for service in $(compose config --services); do
    case $service in
      topics | migrate) grep -q "^$service exited  0" <<< "$states" || return 1 ;;
      prometheus) grep -q "^$service running" <<< "$states" || return 1 ;;
      *) grep -q "^$service running healthy" <<< "$states" || return 1 ;;
    esac
  done
}

demand_healthy() {
  pause=1 await "all services healthy" healthy
  passed "every service is healthy, the topics are created, the tables up to date"
}

demand_confined() {
  local service container uid
  for service in $(compose ps --services --status running); do
    container=$(compose ps -q "$service")
    uid=$(compose exec -T "$service" stat -c %u /proc/1)
    [ "$uid" != 0 ] || fail "$service runs as root"
    [ "$(docker inspect -f '{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}}' "$container")" \
      = "true [ALL] [no-new-privileges:true]" ] || fail "$service is not confined"
    [ "$(docker inspect -f '{{.HostConfig.Memory}}' "$container")" -gt 0 ] || fail "$service has no memory limit"
    compose exec -T "$service" grep -q '^[^ ]* / [^ ]* ro,' /proc/mounts || fail "$service has a root file system to write to"
    passed "$service: uid $uid, root read-only, no capabilities, no new privileges, memory limited"
  done
}

demand_announces() {
  local reply
  issue_key
  reply=$(announce "$first" A 0 0)
  [[ $reply == *8:intervali* && $reply != *"warning message"* ]] || fail "ingress-1 answered: $reply"
  passed "ingress-1 has answered and recorded a seeder's announce"
  await "ingress-2 knows the peer of ingress-1" seen "$second" 1 0
  [ "$took_ms" -le 2000 ] || fail "ingress-2 knew the peer of ingress-1 after $took_ms ms only"
  passed "ingress-2 counts it $took_ms ms after that"
  reply=$(announce "$second" B 0 5)
  [[ $reply == *peers*AA* ]] || fail "ingress-2 did not hand out the peer: $reply"
  passed "ingress-2 lists it for a leecher"
  [ "$(udp_announce "$first" C)" = 00000001 ] || fail "ingress-1 did not answer over UDP"
  [ "$(udp_announce "$second" D)" = 00000001 ] || fail "ingress-2 did not answer over UDP"
  await "both count all four" seen "$first" 3 1
  await "both count all four" seen "$second" 3 1
  passed "both answer over UDP and count 3 seeders and 1 leecher"
  [[ $(announce "$first" A 1000000 0) == *8:intervali* ]] || fail "the second announce"
  await "contributions in PostgreSQL" row_is "5|1000000"
  passed "scoring has made contributions of them, the projector has them in PostgreSQL ($took_ms ms)"
}

issue_key() {
  local issued
  issued=$(command_line keys issue --note check)
  key=$(sed -n 's/^key *//p' <<< "$issued")
  client=$(sed -n 's/^client *//p' <<< "$issued")
  [ -n "$key" ] || fail "no announce key: $issued"
  trap 'command_line keys revoke "$client" > /dev/null' EXIT
}
command_line() { compose run --rm -T --no-deps command "$@" 2> /dev/null; }

nodes() { for i in 1 2; do compose exec -T "ingress-$i" cat /data/ingress/node-id; echo; done; }
standing() { sql "SELECT score, tier FROM client_standings WHERE client_id = '\\x$client' AND NOT deleted"; }
has_standing() { [ -n "$(standing)" ]; }
offsets() { sql "SELECT topic, partition, next_offset FROM projected_offsets ORDER BY 1, 2"; }

# Positions may go on, as ticks do every 30 s, but neither back nor away.
demand_not_behind() {
  join -j 1 -a 1 -o 1.2,2.2 -e missing <(sed 's/|/-/; s/|/ /' <<< "$1" | sort) <(sed 's/|/-/; s/|/ /' <<< "$2" | sort) \
    | while read -r before after; do
      [ "$after" != missing ] && [ "$after" -ge "$before" ] || fail "a position went from $before to $after"
    done
}

demand_kept_by_restart() {
  local nodes standing offsets began
  await "the client's standing" has_standing
  nodes=$(nodes) standing=$(standing) offsets=$(offsets)
  compose down
  began=$(now_ms)
  compose up -d --no-build
  demand_healthy
  passed "all is up again after $(($(now_ms) - began)) ms"
  await "ingress-1 knows the swarm" seen "$first" 3 1
  await "ingress-2 knows the swarm" seen "$second" 3 1
  passed "both ingress know the swarm as it was"
  [ "$(nodes)" = "$nodes" ] || fail "an ingress has another node id"
  [ "$(standing)" = "$standing" ] || fail "the standing is $(standing) instead of $standing"
  row_is "5|1000000" || fail "the contributions are $(row)"
  demand_not_behind "$offsets" "$(offsets)"
  passed "node ids, standings, contributions and positions are as they were"
  [[ $(announce "$second" A 1500000 0) == *8:intervali* ]] || fail "the announce after the restart"
  await "the contribution since the restart" row_is "6|1500000"
  passed "scoring went on where it was: the next announce adds the difference only"
}

compose version > /dev/null && compose ps > /dev/null || fail "docker compose does not answer"
demand_healthy
demand_confined
demand_announces
if [ "${1:-}" = --restart ]; then demand_kept_by_restart; fi
echo "all checks passed"
