#!/bin/sh
# Draws the passwords of PostgreSQL's roles into docker/secrets; leaves those that are there.
set -eu
cd "$(dirname "$0")"
mkdir -p -m 700 secrets
for role in postgres projector ingress console analyst; do
  file=secrets/$role-password
  if [ ! -e "$file" ]; then
    head -c 24 /dev/urandom | od -An -v -tx1 | tr -d ' \n' > "$file.new"
    chmod 444 "$file.new" # the programs' users read it; nobody else gets into the folder
    mv "$file.new" "$file"
  fi
done
