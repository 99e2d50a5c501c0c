/* handover.c - from one key to the next, so that both have said so. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/handover.h"

#include "base/never.h"
#include "trail/signer_files.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static str handover_text(struct arena *a, str origin, str from, str to)
{
    return STR_JOIN(a, STR("samstyr/key/1\n"), origin, STR("\n"), from, STR("\n"), to, STR("\n"));
}

static str signature(struct arena *a, str text, const struct signer_key *key)
{
    unsigned char made[NOTE_SIGNATURE];
    crypto_sign_detached(made, NULL, (const unsigned char *)text.p, text.n, key->secret);
    return base64(a, str_n(made, sizeof made));
}

static err hand_over(struct ctx *ctx, struct logbook *b, const struct signer_key *old,
                     const struct signer_key *new)
{
    struct arena *a = ctx->arena;
    str from = base64(a, str_n(old->public, NOTE_PUBLIC)),
        to = base64(a, str_n(new->public, NOTE_PUBLIC));
    str text = handover_text(a, b->origin, from, to);
    str notes[] = {
        STR_JOIN(a, STR("key-from "), from),
        STR_JOIN(a, STR("key-to "), to),
        STR_JOIN(a, STR("signed-from "), signature(a, text, old)),
        STR_JOIN(a, STR("signed-to "), signature(a, text, new)),
    };
    return logbook_say(ctx, b, "key", notes, sizeof notes / sizeof *notes);
}

static bool note_bytes(struct arena *a, str note, const char *word, size_t n, str *out)
{
    return str_starts(note, word) && base64_read(a, str_slice(note, strlen(word), note.n), out) &&
           out->n == n;
}

bool handover_read(struct arena *a, const struct entry *e, unsigned char from[NOTE_PUBLIC],
                   unsigned char to[NOTE_PUBLIC])
{
    str old, new, by_old, by_new;
    if (!str_is(e->type, "key") || e->n_notes != 4 ||
        !note_bytes(a, e->notes[0], "key-from ", NOTE_PUBLIC, &old) ||
        !note_bytes(a, e->notes[1], "key-to ", NOTE_PUBLIC, &new) ||
        !note_bytes(a, e->notes[2], "signed-from ", NOTE_SIGNATURE, &by_old) ||
        !note_bytes(a, e->notes[3], "signed-to ", NOTE_SIGNATURE, &by_new)) {
        return false;
    }
    str text = handover_text(a, e->log, base64(a, old), base64(a, new));
    const unsigned char *t = (const unsigned char *)text.p;
    memcpy(from, old.p, NOTE_PUBLIC);
    memcpy(to, new.p, NOTE_PUBLIC);
    return crypto_sign_verify_detached((const unsigned char *)by_old.p, t, text.n, from) == 0 &&
           crypto_sign_verify_detached((const unsigned char *)by_new.p, t, text.n, to) == 0;
}

/* The new key waits in a file of its own until the logs say that it follows. */
err handover_make(struct ctx *ctx, const char *path)
{
    struct signer_key old, new;
    struct logbook *books;
    size_t n = 0;
    const char *waiting = str_printf(ctx->arena, "%s.next", path).p;
    int sodium = sodium_init();
    if (NEVER(sodium < 0) || !signer_key_load(path, &old)) {
        return signer_file_fault(&ctx->fault, ERR_BROKEN, KEY("trail.key"), path);
    }
    if (!signer_key_load(waiting, &new)) {
        signer_key_draw(&new);
        if (!signer_key_save(waiting, &new, true)) {
            return signer_file_fault(&ctx->fault, ERR_BROKEN, KEY("trail.key"), waiting);
        }
    }
    err e = db_begin_write(ctx->db);
    e = e ? e : logbook_all(ctx, &books, &n);
    for (int own = 0; own <= 1;
         own++) { /* the installation's own comes last, as for all who write */
        for (size_t i = 0; !e && i < n; i++) {
            bool now = books[i].is_open && (books[i].organisation_id == INSTANCE_LOG) == own;
            e = now ? hand_over(ctx, &books[i], &old, &new) : OK;
        }
    }
    e = e ? e : db_commit(ctx->db);
    db_rollback(ctx->db);
    if (!e && rename(waiting, path) != 0) {
        e = signer_file_fault(&ctx->fault, ERR_BROKEN, KEY("trail.key"), path);
    }
    bytes_wipe(&old, sizeof old);
    bytes_wipe(&new, sizeof new);
    return e;
}
