/* note.c - fuzz: checkpoints, keys, base64 and proofs of the history. One value has one text, and
   nothing is signed by a key that did not sign. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/note.h"

#include "base/arena.h"
#include "trail/proof.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_open();
    str s = str_n((const char *)data, n), bytes, text;
    static const unsigned char public[NOTE_PUBLIC] = {7};
    struct note_key key, nobody;
    struct checkpoint c;
    if (base64_read(a, s, &bytes) && !str_eq(base64(a, bytes), s)) {
        __builtin_trap();
    }
    if (note_key_read(a, s, &key) && !str_eq(note_key_text(a, &key), s)) {
        __builtin_trap();
    }
    if (checkpoint_read(a, s, &c) && !str_eq(checkpoint_text(a, &c), s)) {
        __builtin_trap();
    }
    note_key_of(public, STR("host/org/1/1"), &nobody);
    if (note_open(a, s, &nobody, &text) || proof_check(a, s, STR("entry\n"), &nobody)) {
        __builtin_trap();
    }
    arena_close(a);
    return 0;
}
