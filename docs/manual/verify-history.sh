#!/bin/sh
# verify-history.sh PACK [KEY [CHECKPOINT]] - checks a log that Samstyr exported, without Samstyr: tar, od, awk, sha256sum, openssl.
# SPDX-License-Identifier: EUPL-1.2
#
# PACK is what `samstyr export history` writes; KEY is the public key as you got it another way ("name+id+base64");
# CHECKPOINT the file of that name of an export that you took before. Without KEY it shows that the file holds together,
# not who made it; without CHECKPOINT not that nothing newer was taken away. It follows no change of key: after one, get
# the new key (`samstyr verify --public-key` follows).
# Says what it found and ends with 0 when all of it holds, else with 1. docs/manual/history-format.md tells the form.
set -eu
LC_ALL=C
export LC_ALL
pack=$(realpath "$1") trusted=${2:-} seen=${3:+$(realpath "$3")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
bad() { echo "BAD: $*"; exit 1; }
hex() { od -An -v -tx1 "$@" | tr -d ' \n'; }
# Hex on standard input, one line a file; NAME... is where each goes.
bytes() { awk '{ for (i = 1; i < length($0); i += 2) printf "%c", hexval(substr($0, i, 1)) * 16 + hexval(substr($0, i + 1, 1)) }
    function hexval(c) { return index("0123456789abcdef", c) - 1 }'; }
# The digests of all files in a folder, in the order of their names, as one hex line each.
digests() { find "$1" -type f -print | sort | xargs sha256sum | cut -d' ' -f1; }

mkdir "$work/pack"
tar -xf "$pack" -C "$work/pack" || bad "not a tar file"
cd "$work/pack"

# What stands in the file, and in which order: tiles of up to 256, a folder with x for each thousand of them.
tiles() { awk -v level="$1" -v n="$2" 'BEGIN { for (i = 0; i * 256 < n; i++) {
    path = sprintf("%03d", i % 1000)
    for (up = int(i / 1000); up; up = int(up / 1000)) path = sprintf("x%03d/", up % 1000) path
    print "tile/" level "/" path ((i + 1) * 256 > n ? ".p/" n % 256 : "") } }'; }

# 1. The signed head: text, an empty line, one signature by the key.
[ -f checkpoint ] && [ -f key ] && [ -f values.tsv ] || bad "a part is missing"
awk '/^$/ { exit } { print }' checkpoint > "$work/body"
origin=$(sed -n 1p "$work/body") size=$(sed -n 2p "$work/body") root=$(sed -n 3p "$work/body" | openssl base64 -d -A | hex)
[ "$(wc -l < "$work/body")" -eq 3 ] || bad "the checkpoint has another form"
case $size in '' | *[!0-9]*) bad "the checkpoint has another form" ;; esac
[ "$size" -le "$(wc -c < "$pack")" ] || bad "the file is too short for $size entries"
[ -z "$trusted" ] || [ "$(cat key)" = "$trusted" ] || bad "signed by $(cat key), not by the key you trust"
name=$(cut -d+ -f1 key) id=$(cut -d+ -f2 key)
[ "$name" = "$origin" ] || bad "the key is of another log"
cut -d+ -f3- key | openssl base64 -d -A > "$work/typed"
[ "$(cat key; echo .)" = "$name+$id+$(openssl base64 -A < "$work/typed")
." ] || bad "the key has another form"
[ "$(hex "$work/typed" | cut -c1-2)" = 01 ] || bad "not an Ed25519 key"
tail -c 32 "$work/typed" > "$work/public"
{ printf '%s\n\001' "$name"; cat "$work/public"; } > "$work/named"
[ "$(openssl dgst -sha256 -r "$work/named" | cut -c1-8)" = "$id" ] || bad "the key does not have that id"
{ echo 302a300506032b6570032100 | bytes; cat "$work/public"; } > "$work/public.der"
awk -v name="$name" 'seen && $1 != "\342\200\224" { print "another form"; print } seen && $2 == name { print $3 }
    /^$/ { seen = 1 }' checkpoint > "$work/signatures"
[ "$(wc -l < "$work/signatures")" -eq 1 ] || bad "not signed once by the key"
openssl base64 -d -A < "$work/signatures" > "$work/signed"
[ "$(openssl base64 -A < "$work/signed")" = "$(cat "$work/signatures")" ] || bad "the signature has another form"
[ "$(hex "$work/signed" | cut -c1-8)" = "$id" ] || bad "signed by another key"
tail -c +5 "$work/signed" > "$work/signature"
openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/public.der" -rawin -in "$work/body" \
    -sigfile "$work/signature" > /dev/null 2>&1 || bad "the signature does not hold"

# 2. Entries: each after its length in two bytes; its hash is SHA-256 of a zero byte and the entry.
mkdir "$work/leaf"
tiles entries "$size" > "$work/bundles"
while read -r bundle; do [ -f "$bundle" ] || bad "there are fewer entries than the $size that were signed"; done < "$work/bundles"
while read -r bundle; do od -An -v -tu1 "$bundle"; done < "$work/bundles" | tr -s ' ' '\n' | awk -v at="$work/leaf" '
    $1 == "" { next }
    !left && !half { high = $1; half = 1; next }
    half { left = high * 256 + $1; half = 0; file = sprintf("%s/%09d", at, n++); printf "%c", 0 > file; next }
    { printf "%c", $1 > file; if (!--left) close(file) }
    END { if (left || half) exit 1 }' || bad "the entries end too early"
digests "$work/leaf" > "$work/hashes"
[ "$(wc -l < "$work/hashes")" -eq "$size" ] || bad "there are $(wc -l < "$work/hashes") entries, and $size were signed"
{ echo checkpoint; echo key; cat "$work/bundles"; } > "$work/names"
# The tiles of a level hold its hashes, one after another; above the entries only those of whole groups of 256.
level_check() {
    tiles "$1" "$2" > "$work/tiles"
    cat "$work/tiles" >> "$work/names"
    while read -r tile; do [ ! -f "$tile" ] || hex "$tile"; done < "$work/tiles" > "$work/tiled"
    head -n "$2" "$3" | tr -d '\n' | cmp -s - "$work/tiled" || bad "the hashes of tile/$1 do not follow from the entries"
}
level_check 0 "$size" "$work/hashes"

# 3. The root: neighbours hashed together, SHA-256 of 01 and both; one without a neighbour goes up as it is.
root_of() { # HASHES ROOT [COUNT], with whose tiles the levels are compared
    cp "$1" "$work/level"
    up=0 whole=${3:-0}
    while [ "$(wc -l < "$work/level")" -gt 1 ]; do
        rm -rf "$work/node" && mkdir "$work/node"
        awk -v at="$work/node" '
            function hexval(c) { return index("0123456789abcdef", c) - 1 }
            function put(h, file,  i) { for (i = 1; i < 64; i += 2)
                printf "%c", hexval(substr(h, i, 1)) * 16 + hexval(substr(h, i + 1, 1)) > file }
            NR % 2 { left = $1; next }
            { file = sprintf("%s/%09d", at, NR); printf "%c", 1 > file; put(left, file); put($1, file); close(file) }' "$work/level"
        digests "$work/node" > "$work/above"
        if [ $(($(wc -l < "$work/level") % 2)) -eq 1 ]; then tail -1 "$work/level" >> "$work/above"; fi
        mv "$work/above" "$work/level"
        up=$((up + 1)) whole=$((whole / 2))
        if [ $((up % 8)) -eq 0 ] && [ "$whole" -gt 0 ]; then level_check $((up / 8)) "$whole" "$work/level"; fi
    done
    [ "$(cat "$work/level")" = "$2" ]
}
root_of "$work/hashes" "$root" "$size" || bad "the entries give another root than the signed one"
if [ -n "$seen" ]; then
    before=$(sed -n 2p "$seen")
    [ "$(sed -n 1p "$seen")" = "$origin" ] || bad "the head that you saw is of another log"
    [ "$before" -le "$size" ] || bad "there are fewer entries than the $before of the head that you saw"
    head -n "$before" "$work/hashes" > "$work/hashes.before"
    root_of "$work/hashes.before" "$(sed -n 3p "$seen" | openssl base64 -d -A | hex)" || bad "the first $before entries are not those of the head that you saw"
fi

# 4. Each entry names its log and its place; and what they commit to, in order.
find "$work/leaf" -type f | sort | awk -v origin="$origin" '{ n = split($0, part, "/"); number = part[n] + 0; file = $0
        while ((getline line < file) > 0) {
            if (line ~ /^log / && line != "log " origin) exit 1
            if (line ~ /^number / && line != "number " number) exit 1
            if (line ~ /^type /) type = line
            if (line ~ /^note erases / && type == "type erase") { split(line, word, " "); if (word[3] + 0 >= number) exit 1; m = split(word[4], names, ",")
                for (j = 1; j <= m; j++) print "E", word[3], names[j] }
            if (line ~ /^field /) { split(line, word, " "); print "F", number, word[2], word[3] }
        }
        close(file) }' > "$work/commitments" || bad "an entry has another place or log"

# 5. Readable values: SHA-256 of samstyr/field/1, salt, name, before and after. Erased ones need an entry that says so.
mkdir "$work/value"
awk -F '\t' -v at="$work/value" -v expected="$work/expected" '
    function plain(s,  out, c, i) { out = ""
        for (i = 1; i <= length(s); i++) { c = substr(s, i, 1)
            if (c == "\\") { c = substr(s, ++i, 1); if (c == "n") c = "\n"; else if (c == "t") c = "\t"; else if (c == "r") c = "\r" }
            out = out c }
        return out }
    function framed(s) { if (s == "\\N") return "-"; s = plain(s); return length(s) ":" s }
    FILENAME != "values.tsv" { split($0, word, " "); if (word[1] == "E") gone[word[2] " " word[3]] = 1
        else { order[++n] = word[2] "\t" word[3]; commitment[n] = word[4] } next }
    { at_line++; if (NF != 5) { print "BAD: values.tsv line " at_line " has another form"; exit 2 }
      if ($1 "\t" $2 != order[at_line]) { print "BAD: values.tsv line " at_line " is not entry " order[at_line]; exit 2 }
      if ($3 == "-") { if ($4 != "\\N" || $5 != "\\N") { print "BAD: values.tsv line " at_line " has a value that is erased"; exit 2 }
          if (!(($1 " " $2) in gone)) { print "BAD: entry " $1 ": " $2 " is gone, and no entry says erased"; exit 2 }
          erased++; next }
      file = sprintf("%s/%09d", at, at_line)
      printf "samstyr/field/1\n%s\n%s\n%s\n%s\n", $3, length($2) ":" $2, framed($4), framed($5) > file; close(file)
      print commitment[at_line] > expected }
    END { if (at_line != n) { print "BAD: values.tsv has " at_line + 0 " lines, the entries commit to " n + 0; exit 2 }
          print erased + 0 " values were erased, as entries say" }' "$work/commitments" values.tsv || exit 1
[ -f "$work/expected" ] || : > "$work/expected"
if [ -s "$work/expected" ]; then digests "$work/value" > "$work/found"; else : > "$work/found"; fi
cmp -s "$work/found" "$work/expected" || bad "a value is not the one that was written: line $(cmp "$work/found" "$work/expected" | sed 's/.*line //') of those with a value"

# 6. The file holds this, in this order and form, and nothing else: made again it is the same to the bit.
echo values.tsv >> "$work/names"
zeroes() { head -c "$1" /dev/zero; }
header() { # NAME SIZE CHECKSUM, of which none is written as eight blanks
    printf %s "$1"; zeroes $((100 - ${#1})); printf '0000644\0000000000\0000000000\000%011o\00000000000000\000' "$2"
    if [ -n "$3" ]; then printf '%06o\000 ' "$3"; else printf '        '; fi
    printf '0'; zeroes 100; printf 'ustar\00000'; zeroes 247
}
{
    while read -r name; do
        n=$(wc -c < "$name")
        sum=$(header "$name" "$n" '' | od -An -v -tu1 | awk '{ for (i = 1; i <= NF; i++) sum += $i } END { print sum }')
        header "$name" "$n" "$sum"
        cat "$name"
        zeroes $(((512 - n % 512) % 512))
    done < "$work/names"
    zeroes 1024
} > "$work/again"
cmp -s "$work/again" "$pack" || bad "the file is not the one that these parts make: $(cmp "$work/again" "$pack" 2>&1 | sed 's/.*\(differ\|EOF\)/\1/')"

echo "$size entries and $(wc -l < "$work/expected") values of $origin hold"
echo "signed by $(cat key)"
