/* message.c - letters and answers as bytes between our own processes. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "courier/message.h"

#include <string.h>

/* "No value" is told from "" by a length that no text has. */
static const uint32_t NO_TEXT = UINT32_MAX;

static void put_number(struct buf *out, uint32_t n)
{
    unsigned char bytes[4] = {(unsigned char)n, (unsigned char)(n >> 8), (unsigned char)(n >> 16),
                              (unsigned char)(n >> 24)};
    buf_append(out, bytes, sizeof bytes);
}

static void put_text(struct buf *out, str s)
{
    put_number(out, s.p ? (uint32_t)s.n : NO_TEXT);
    buf_append(out, s.p ? s.p : "", s.n);
}

static bool take_number(str *rest, uint32_t *out)
{
    if (rest->n < 4) {
        return false;
    }
    const unsigned char *p = (const void *)rest->p;
    *out = (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
    *rest = str_slice(*rest, 4, rest->n);
    return true;
}

static bool take_text(str *rest, str *out)
{
    uint32_t n;
    *out = STR_NONE;
    if (!take_number(rest, &n) || (n != NO_TEXT && n > rest->n)) {
        return false;
    }
    if (n != NO_TEXT) {
        *out = str_n(rest->p, n);
        *rest = str_slice(*rest, n, rest->n);
    }
    return true;
}

void letter_write(struct buf *out, const struct letter *l)
{
    put_text(out, l->url);
    put_text(out, l->hosts);
    put_text(out, l->form);
    put_text(out, l->authorization);
    put_number(out, (uint32_t)l->ceiling);
    put_number(out, (uint32_t)l->ms);
}

bool letter_read(str bytes, struct letter *out)
{
    uint32_t ceiling, ms;
    *out = (struct letter){0};
    if (!take_text(&bytes, &out->url) || !take_text(&bytes, &out->hosts) ||
        !take_text(&bytes, &out->form) || !take_text(&bytes, &out->authorization) ||
        !take_number(&bytes, &ceiling) || !take_number(&bytes, &ms) || bytes.n) {
        return false;
    }
    out->ceiling = ceiling < ANSWER_LARGEST ? ceiling : ANSWER_LARGEST;
    out->ms = ms < LETTER_LONGEST_MS ? ms : LETTER_LONGEST_MS;
    return true;
}

void answer_write(struct buf *out, const struct answer *answer)
{
    put_number(out, (uint32_t)answer->status);
    put_text(out, answer->trouble);
    put_text(out, answer->type);
    put_text(out, answer->body);
}

bool answer_read(str bytes, struct answer *out)
{
    uint32_t status;
    *out = (struct answer){0};
    if (!take_number(&bytes, &status) || !take_text(&bytes, &out->trouble) ||
        !take_text(&bytes, &out->type) || !take_text(&bytes, &out->body) || bytes.n ||
        status > 999) {
        return false;
    }
    out->status = (int)status;
    return true;
}
