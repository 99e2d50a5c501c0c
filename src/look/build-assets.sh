#!/bin/sh
# build-assets.sh OUTDIR - takes what the pages are dressed in from the npm packages that package-lock.json
# names, and writes it to OUTDIR: samstyr.css, inter.woff2, inter-ext.woff2, icons.svg. Runs again without harm and
# does only what is out of date.
# SPDX-License-Identifier: EUPL-1.2
set -eu

[ $# = 1 ] || { echo "usage: build-assets.sh OUTDIR" >&2; exit 2; }
mkdir -p "$1"
out=$(cd "$1" && pwd)
cd "$(dirname "$0")"
packages=$PWD/node_modules

# newer A B: A exists and is not older than B
newer() { [ -e "$1" ] && [ -z "$(find "$2" -newer "$1" -print)" ]; }

if ! newer "$packages/.package-lock.json" package-lock.json; then
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    touch "$packages/.package-lock.json"
fi

# The theme: colours with computed contrast, sizes and letters, from our few choices.
if ! newer "$out/theme.css" designsystemet.config.json || ! newer "$out/theme.css" package-lock.json; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    cp designsystemet.config.json "$work/"
    (cd "$work" &&
        node "$packages/@digdir/designsystemet/dist/bin/designsystemet.js" tokens create --clean &&
        node "$packages/@digdir/designsystemet/dist/bin/designsystemet.js" tokens build) >"$work/log" 2>&1 ||
        { cat "$work/log" >&2; exit 1; }
    cp "$work/design-tokens-build/samstyr.css" "$out/theme.css"
fi

# The style sheet: layers in order (ours last and strongest), of the design system only the parts we use.
ds=$packages/@digdir/designsystemet-css/dist/src
{
    echo '/* Samstyr: EUPL-1.2. Contains parts of Designsystemet, MIT, Copyright Digitaliseringsdirektoratet (Digdir). */'
    echo '@layer reset, ds.theme, ds.base, ds.components, app;'
    cat "$out/theme.css"
    for layer in base components; do
        echo "@layer ds.$layer {"
        case $layer in
        base) parts="base" ;;
        *) parts="alert avatar badge button error-summary field fieldset heading input label link list paragraph \
            skip-link table tag validation-message" ;;
        esac
        for part in $parts; do cat "$ds/$part.css"; echo; done
        echo '}'
    done
    for own in css/*.css; do cat "$own"; done
} >"$out/samstyr.css.new"
mv "$out/samstyr.css.new" "$out/samstyr.css"

# The letters: latin, and latin-ext for Sámi names.
cp "$packages/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2" "$out/inter.woff2"
cp "$packages/@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2" "$out/inter-ext.woff2"

# The icons: one sprite of those that icons.txt names.
{
    echo '<svg xmlns="http://www.w3.org/2000/svg">'
    while read -r icon; do
        svg=$packages/@navikt/aksel-icons/dist/svg/$icon.svg
        [ -f "$svg" ] || { echo "build-assets.sh: icons.txt names $icon, which the package does not have" >&2; exit 1; }
        printf '<symbol id="%s" viewBox="0 0 24 24" fill="none">' "$icon"
        sed -e 's/<svg[^>]*>//' -e 's/<\/svg>//' "$svg" | tr -d '\n'
        echo '</symbol>'
    done <icons.txt
    echo '</svg>'
} >"$out/icons.svg.new"
mv "$out/icons.svg.new" "$out/icons.svg"
