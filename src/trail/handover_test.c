/* handover_test.c - one key follows another only when both have signed that it does. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/handover.h"

#include "base/test.h"
#include "trail/signer_files.h"

#include <sodium.h>
#include <string.h>

static str by(struct arena *a, str text, const struct signer_key *key)
{
    unsigned char made[NOTE_SIGNATURE];
    crypto_sign_detached(made, NULL, (const unsigned char *)text.p, text.n, key->secret);
    return base64(a, str_n(made, sizeof made));
}

void test_handover__is_signed_by_both_keys(void)
{
    struct arena *a = arena_open();
    struct signer_key old, new, other;
    unsigned char from[NOTE_PUBLIC], to[NOTE_PUBLIC];
    signer_key_draw(&old);
    signer_key_draw(&new);
    signer_key_draw(&other);
    str f = base64(a, str_n(old.public, NOTE_PUBLIC)),
        t = base64(a, str_n(new.public, NOTE_PUBLIC));
    str text = STR_JOIN(a, STR("samstyr/key/1\nlog/1\n"), f, STR("\n"), t, STR("\n"));
    str notes[4] = {STR_JOIN(a, STR("key-from "), f), STR_JOIN(a, STR("key-to "), t),
                    STR_JOIN(a, STR("signed-from "), by(a, text, &old)),
                    STR_JOIN(a, STR("signed-to "), by(a, text, &new))};
    struct entry e = {.type = STR("key"), .log = STR("log/1"), .notes = notes, .n_notes = 4};
    assert_true(handover_read(a, &e, from, to));
    assert_memory_equal(from, old.public, NOTE_PUBLIC);
    assert_memory_equal(to, new.public, NOTE_PUBLIC);
    e.type = STR("begin");
    assert_false(handover_read(a, &e, from, to));
    e.type = STR("key");
    e.n_notes = 3;
    assert_false(handover_read(a, &e, from, to));
    e.n_notes = 4;
    e.log = STR("log/2");
    assert_false(handover_read(a, &e, from, to));
    e.log = STR("log/1");
    for (size_t i = 0; i < 4; i++) {
        str right = notes[i];
        ptrdiff_t at = str_index(right, ' ');
        str word = str_slice(right, 0, (size_t)at + 1);
        const str wrong[] = {STR("another note"), STR_JOIN(a, word, STR("?")),
                             STR_JOIN(a, word, STR("AQID")),
                             i < 2 ? STR_JOIN(a, word, base64(a, str_n(other.public, NOTE_PUBLIC)))
                                   : STR_JOIN(a, word, by(a, text, &other))};
        for (size_t j = 0; j < sizeof wrong / sizeof *wrong; j++) {
            notes[i] = wrong[j];
            assert_false(handover_read(a, &e, from, to));
        }
        notes[i] = right;
    }
    assert_true(handover_read(a, &e, from, to));
    arena_close(a);
}
