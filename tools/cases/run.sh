#!/bin/sh
# run.sh - runs the build's tools on their cases: what they must write, what they must refuse.
# SPDX-License-Identifier: EUPL-1.2
#
# Use: run.sh TOOL DIRECTORY_OF_TOOLS CC
#
# cases/TOOL/NAME/ holds the files of one run (in list order by name) and either
#   expected.FILE   the tool must write build FILE with just these contents (lines with "Made by" left out), or
#   refused         the tool must end with status 1 and say just this on standard error.
# cases/templates/refused/NAME.html is one run each: what must be said stands in NAME.txt; NAME.c.txt instead
# holds what the C compiler must say about the result, without what comes before the template's name.
set -u
tool=$1 bin=$(cd "$2" && pwd) cc=$3
cd "$(dirname "$0")/$tool" || exit 2
out=$(mktemp -d) || exit 2
trap 'rm -rf "$out"' EXIT
passed=0 failed=0

check() { # NAME EXPECTED_FILE ACTUAL_FILE
    if diff -u "$2" "$3" >"$out/diff"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$tool/$1: expected (-) and found (+) differ"
        cat "$out/diff"
    fi
}

run() { # NAME OUTPUT
    (cd "$1" && find . -type f ! -name 'expected.*' ! -name refused | sed 's|^\./||' | LC_ALL=C sort) >"$out/list"
    [ "$tool" = embed ] && sed 's/.*/&\t&/' "$out/list" >"$out/tabs" && mv "$out/tabs" "$out/list"
    (cd "$1" && "$bin/tool-$tool" "$2" "$out/list") 2>"$out/said"
    status=$?
}

if [ "$tool" = templates ]; then
    for page in refused/*.html; do
        name=${page%.html}
        "$bin/tool-templates" "$page" "$out" icons.txt 2>"$out/said"
        status=$?
        if [ -f "$name.c.txt" ]; then
            "$cc" -std=c17 -D_GNU_SOURCE -fsyntax-only -Irefused -I"$out" -I../../../src \
                "$out/$(basename "$page").c" 2>"$out/compiler" && echo "compiled" >>"$out/compiler"
            grep -o "$(cat "$name.c.txt")" "$out/compiler" | head -1 >"$out/said"
            check "$name" "$name.c.txt" "$out/said"
        else
            [ $status = 1 ] || echo "ended with $status" >>"$out/said"
            check "$name" "$name.txt" "$out/said"
        fi
    done
else
    for name in */; do
        name=${name%/}
        rm -rf "$out/gen"
        mkdir "$out/gen"
        target=$out/gen/$tool.c
        [ "$tool" = embed ] && target=$out/gen
        run "$name" "$target"
        if [ -f "$name/refused" ]; then
            [ $status = 1 ] || echo "ended with $status" >>"$out/said"
            check "$name" "$name/refused" "$out/said"
            continue
        fi
        [ $status = 0 ] || { failed=$((failed + 1)); echo "$tool/$name: ended with $status"; cat "$out/said"; }
        for expected in "$name"/expected.*; do
            [ -f "$expected" ] || continue
            sed -i -e '/Made by/d' -e "s|$out|OUT|g" "$out/gen/${expected#"$name"/expected.}"
            check "$name" "$expected" "$out/gen/${expected#"$name"/expected.}"
        done
    done
fi
echo "$tool: $passed passed, $failed failed"
[ $failed = 0 ] && [ $passed -gt 0 ]
