#!/bin/sh
# verify-proof.sh ENTRY PROOF KEY [VALUES] - checks one entry of a history, without Samstyr: od, awk, sha256sum, openssl.
# SPDX-License-Identifier: EUPL-1.2
#
# ENTRY, PROOF (.tlog-proof) and VALUES (.tsv) are what the entry's page hands out; KEY is the public key as you got it
# another way ("name+id+base64"). Ends with 0 when all of it holds, else with 1. history-format.md tells the form.
set -eu
LC_ALL=C
export LC_ALL
entry=$1 proof=$2 key=$3 values=${4:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
bad() { echo "BAD: $*"; exit 1; }
hex() { od -An -v -tx1 "$@" | tr -d ' \n'; }
bytes() { awk '{ for (i = 1; i < length($0); i += 2) printf "%c", hexval(substr($0, i, 1)) * 16 + hexval(substr($0, i + 1, 1)) }
    function hexval(c) { return index("0123456789abcdef", c) - 1 }'; }
sha() { sha256sum "$@" | cut -c1-64; }

# 1. The signed head stands after the first empty line of the proof.
[ "$(sed -n 1p "$proof")" = c2sp.org/tlog-proof@v1 ] || bad "no proof of the form c2sp.org/tlog-proof@v1"
number=$(sed -n '2s/^index //p' "$proof")
awk 'NR > 2 { if ($0 == "") exit; print }' "$proof" > "$work/hashes"
awk 'seen { print } /^$/ { seen = 1 }' "$proof" > "$work/note"
awk '/^$/ { exit } { print }' "$work/note" > "$work/body"
origin=$(sed -n 1p "$work/body") size=$(sed -n 2p "$work/body") root=$(sed -n 3p "$work/body" | openssl base64 -d -A | hex)
[ "$(wc -l < "$work/body")" -eq 3 ] || bad "the head has another form"
name=${key%%+*} id=$(echo "$key" | cut -d+ -f2)
[ "$name" = "$origin" ] || bad "the key is of another log than $origin"
echo "$key" | cut -d+ -f3- | openssl base64 -d -A > "$work/typed"
tail -c 32 "$work/typed" > "$work/public"
{ printf '%s\n\001' "$name"; cat "$work/public"; } > "$work/named"
[ "$(sha "$work/named" | cut -c1-8)" = "$id" ] || bad "the key does not have that id"
{ echo 302a300506032b6570032100 | bytes; cat "$work/public"; } > "$work/public.der"
awk -v name="$name" 'seen && $2 == name { print $3 } /^$/ { seen = 1 }' "$work/note" > "$work/line"
[ "$(wc -l < "$work/line")" -eq 1 ] || bad "not signed once by the key"
openssl base64 -d -A < "$work/line" > "$work/signed"
[ "$(hex "$work/signed" | cut -c1-8)" = "$id" ] || bad "signed by another key"
tail -c +5 "$work/signed" > "$work/signature"
openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/public.der" -rawin -in "$work/body" \
    -sigfile "$work/signature" > /dev/null 2>&1 || bad "the signature does not hold"

# 2. From the entry up to the root (RFC 9162, 2.1.3.2).
grep -qx "log $origin" "$entry" || bad "the entry is of another log"
grep -qx "number $number" "$entry" || bad "the entry has another number"
[ "$number" -lt "$size" ] || bad "the head is older than the entry"
{ printf '\000'; cat "$entry"; } > "$work/leaf"
sum=$(sha "$work/leaf") at=$number last=$((size - 1))
while read -r line; do
    [ "$last" -gt 0 ] || bad "the proof is too long"
    other=$(echo "$line" | openssl base64 -d -A | hex)
    if [ $((at % 2)) -eq 1 ] || [ "$at" -eq "$last" ]; then
        echo "01$other$sum" | bytes > "$work/node"
        while [ $((at % 2)) -eq 0 ] && [ "$at" -gt 0 ]; do at=$((at / 2)) last=$((last / 2)); done
    else
        echo "01$sum$other" | bytes > "$work/node"
    fi
    sum=$(sha "$work/node") at=$((at / 2)) last=$((last / 2))
done < "$work/hashes"
[ "$last" -eq 0 ] || bad "the proof is too short"
[ "$sum" = "$root" ] || bad "the entry is not in the signed log"

# 3. What the entry commits to.
n=0
if [ -n "$values" ]; then
    while IFS='	' read -r place field salt before after; do
        [ "$place" = "$number" ] || bad "a value of another entry"
        [ "$salt" != - ] || continue
        framed() { if [ "$1" = '\N' ]; then printf -- '-'; else printf '%b' "$1" > "$work/value"; printf '%d:' "$(wc -c < "$work/value")"; cat "$work/value"; fi; }
        { printf 'samstyr/field/1\n%s\n%d:%s\n' "$salt" "${#field}" "$field"; framed "$before"; echo; framed "$after"; echo; } > "$work/field"
        grep -qx "field $field $(sha "$work/field")" "$entry" || bad "the value of $field is not the one that was written"
        n=$((n + 1))
    done < "$values"
fi
echo "entry $number is in $origin, signed with $size entries; $n values hold"
