#!/bin/sh
# Draws into docker/secrets the passwords of PostgreSQL's roles, the secret that hides addresses in ids
# (never change that one), and the one that signs connection and tracker ids. Leaves those that are there.
set -eu
cd "$(dirname "$0")"
mkdir -p -m 700 secrets
draw() { # name, bytes
  file=secrets/$1
  if [ ! -e "$file" ]; then
    head -c "$2" /dev/urandom | od -An -v -tx1 | tr -d ' \n' > "$file.new"
    chmod 444 "$file.new" # the programs' users read it; nobody else gets into the folder
    mv "$file.new" "$file"
  fi
}
for role in postgres projector ingress console analyst; do
  draw "$role-password" 24
done
draw identity-secret 32
draw cluster-secret 16
