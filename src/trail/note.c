/* note.c - signed notes and checkpoints; Ed25519 by libsodium. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/note.h"

#include <sodium.h>
#include <string.h>

#define MARK "\xE2\x80\x94 " /* an em dash and a space */

enum { ED25519 = 1 };

str base64(struct arena *a, str bytes)
{
    size_t size = sodium_base64_encoded_len(bytes.n, sodium_base64_VARIANT_ORIGINAL);
    char *p = arena_alloc(a, size);
    sodium_bin2base64(p, size, (const unsigned char *)bytes.p, bytes.n,
                      sodium_base64_VARIANT_ORIGINAL);
    return str_n(p, size - 1);
}

bool base64_read(struct arena *a, str text, str *out)
{
    unsigned char *p = arena_alloc(a, text.n + 1);
    size_t n = 0;
    const char *end = NULL;
    if (text.n && (sodium_base642bin(p, text.n + 1, text.p, text.n, NULL, &n, &end,
                                     sodium_base64_VARIANT_ORIGINAL) ||
                   end != text.p + text.n)) {
        return false;
    }
    *out = str_n((const char *)p, n);
    return str_eq(base64(a, *out), text);
}

void note_key_of(const unsigned char public[NOTE_PUBLIC], str name, struct note_key *out)
{
    unsigned char digest[SHA256_BYTES];
    out->name = name;
    memcpy(out->public, public, NOTE_PUBLIC);
    sha256_list((const str[]){name, STR("\n\x01"), str_n(public, NOTE_PUBLIC)}, 3, digest);
    memcpy(out->id, digest, NOTE_ID);
}

str note_key_text(struct arena *a, const struct note_key *key)
{
    char typed[1 + NOTE_PUBLIC] = {ED25519};
    memcpy(typed + 1, key->public, NOTE_PUBLIC);
    return STR_JOIN(a, key->name, STR("+"), hex(a, str_n(key->id, NOTE_ID)), STR("+"),
                    base64(a, str_n(typed, sizeof typed)));
}

static bool is_name(str name)
{
    return name.n > 0 && str_index(name, '+') < 0 && str_index(name, ' ') < 0 &&
           str_index(name, '\n') < 0;
}

bool note_key_read(struct arena *a, str text, struct note_key *out)
{
    str name, id, typed;
    if (!str_split(&text, '+', &name) || !is_name(name) || !str_split(&text, '+', &id) ||
        !base64_read(a, text, &typed) || typed.n != 1 + NOTE_PUBLIC || typed.p[0] != ED25519) {
        return false;
    }
    note_key_of((const unsigned char *)typed.p + 1, name, out);
    return str_eq(hex(a, str_n(out->id, NOTE_ID)), id);
}

str note_sign(struct arena *a, str text, const struct note_key *key,
              const unsigned char secret[NOTE_SECRET])
{
    unsigned char signed_by[NOTE_ID + NOTE_SIGNATURE];
    memcpy(signed_by, key->id, NOTE_ID);
    crypto_sign_detached(signed_by + NOTE_ID, NULL, (const unsigned char *)text.p, text.n, secret);
    return STR_JOIN(a, text, STR("\n" MARK), key->name, STR(" "),
                    base64(a, str_n(signed_by, sizeof signed_by)), STR("\n"));
}

/* One line of a signature: is it of this key, and does it hold? False when it is none at all. */
static bool signature_read(struct arena *a, str line, str text, const struct note_key *key, int *n)
{
    str name, bytes, rest = str_slice(line, sizeof MARK - 1, line.n);
    if (!str_starts(line, MARK)) {
        return false;
    }
    str_split(&rest, ' ', &name);
    if (!is_name(name) || !base64_read(a, rest, &bytes) || bytes.n <= NOTE_ID) {
        return false;
    }
    if (!str_eq(name, key->name) || memcmp(bytes.p, key->id, NOTE_ID) != 0) {
        return true;
    }
    ++*n;
    return bytes.n == NOTE_ID + NOTE_SIGNATURE &&
           crypto_sign_verify_detached((const unsigned char *)bytes.p + NOTE_ID,
                                       (const unsigned char *)text.p, text.n, key->public) == 0;
}

bool note_open(struct arena *a, str note, const struct note_key *key, str *text)
{
    const char *gap = note.n ? memmem(note.p, note.n, "\n\n", 2) : NULL;
    if (!gap || note.p[note.n - 1] != '\n') {
        return false;
    }
    size_t n_text = (size_t)(gap - note.p) + 1;
    str rest = str_slice(note, n_text + 1, note.n), line;
    *text = str_slice(note, 0, n_text);
    int n = 0;
    bool good = rest.n > 0;
    while (good && rest.n) {
        str_split(&rest, '\n', &line);
        good = signature_read(a, line, *text, key, &n);
    }
    return good && n == 1;
}

str checkpoint_text(struct arena *a, const struct checkpoint *c)
{
    return STR_JOIN(a, c->origin, STR("\n"), str_from_int(a, c->size), STR("\n"),
                    base64(a, str_n(c->root.b, sizeof c->root.b)), STR("\n"));
}

bool checkpoint_read(struct arena *a, str text, struct checkpoint *out)
{
    str rest = text, size, root, bytes;
    if (!str_split(&rest, '\n', &out->origin) || !is_name(out->origin) ||
        !str_split(&rest, '\n', &size) || !str_to_int(size, &out->size) || out->size < 0 ||
        !str_split(&rest, '\n', &root) || rest.n || !base64_read(a, root, &bytes) ||
        bytes.n != SHA256_BYTES) {
        return false;
    }
    memcpy(out->root.b, bytes.p, SHA256_BYTES);
    return str_eq(checkpoint_text(a, out), text);
}

bool checkpoint_open(struct arena *a, str note, const struct note_key *key, struct checkpoint *out)
{
    str text;
    return note_open(a, note, key, &text) && checkpoint_read(a, text, out) &&
           str_eq(out->origin, key->name);
}
