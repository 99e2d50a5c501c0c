/* proof.c - a .tlog-proof file, written and checked. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/proof.h"

#include <string.h>

#define FIRST_LINE "c2sp.org/tlog-proof@v1\n"

static str proof_text(struct arena *a, int64_t number, const struct tlog_hash *hashes, size_t n,
                      str note)
{
    struct buf b;
    buf_init(&b, a, 64 * KIB);
    buf_literal(&b, FIRST_LINE "index ");
    buf_int(&b, number);
    buf_char(&b, '\n');
    for (size_t i = 0; i < n; i++) {
        buf_str(&b, base64(a, str_n((const char *)hashes[i].b, SHA256_BYTES)));
        buf_char(&b, '\n');
    }
    buf_char(&b, '\n');
    buf_str(&b, note);
    return b.full ? STR_NONE : buf_as_str(&b);
}

err proof_write(struct ctx *ctx, const struct logbook *b, int64_t number, str note, int64_t size,
                str *out)
{
    struct tlog_hash hashes[TLOG_PROOF];
    struct logbook_hashes stored = {ctx, b};
    size_t n;
    err e = tlog_inclusion(b->hasher, logbook_subtree, &stored, number, size, hashes, &n);
    if (e) {
        return e;
    }
    *out = proof_text(ctx->arena, number, hashes, n, note);
    return out->p ? OK : fault(ctx, ERR_TOO_BIG, "error.too_big");
}

bool proof_check(struct arena *a, str proof, str entry, const struct note_key *key)
{
    struct tlog_hash hashes[TLOG_PROOF], leaf;
    struct checkpoint head;
    struct entry e;
    str rest = str_slice(proof, sizeof FIRST_LINE - 1, proof.n), line, bytes;
    int64_t number;
    size_t n = 0;
    if (!str_starts(proof, FIRST_LINE "index ")) {
        return false;
    }
    str_split(&rest, '\n', &line);
    if (!str_to_int(str_slice(line, sizeof "index " - 1, line.n), &number)) {
        return false;
    }
    while (str_split(&rest, '\n', &line) && line.n) {
        if (n == TLOG_PROOF || !base64_read(a, line, &bytes) || bytes.n != SHA256_BYTES) {
            return false;
        }
        memcpy(hashes[n++].b, bytes.p, SHA256_BYTES);
    }
    if (!rest.p || !checkpoint_open(a, rest, key, &head) || !entry_read(a, entry, &e) ||
        !str_eq(e.log, head.origin) || e.number != number) {
        return false;
    }
    struct hasher *h = hasher_new(a);
    tlog_leaf(h, entry, &leaf);
    return tlog_included(h, &leaf, number, head.size, hashes, n, &head.root) &&
           str_eq(proof_text(a, number, hashes, n, rest), proof);
}
