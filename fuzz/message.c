/* message.c - fuzz: letters to the courier and its answers; what is read is written the same. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "courier/message.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_open();
    str bytes = str_n((const char *)data, n);
    struct letter letter;
    struct answer answer, again;
    struct buf b;
    letter_read(bytes, &letter);
    if (answer_read(bytes, &answer)) {
        buf_init(&b, a, 16 * MIB);
        answer_write(&b, &answer);
        if (!answer_read(buf_as_str(&b), &again) || again.status != answer.status ||
            !str_eq(again.body, answer.body)) {
            __builtin_trap();
        }
    }
    arena_close(a);
    return 0;
}
