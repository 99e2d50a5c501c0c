/* entry.c - one entry of the log as text, and back. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/entry.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>

#define FIRST_LINE "samstyr/entry/1"

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '/' || c == '-';
}

str entry_name(struct arena *a, str name)
{
    size_t i = 0;
    while (i < name.n && (is_plain(name.p[i]) || (i == 0 && name.p[i] == '@'))) {
        i++;
    }
    if (i == name.n) {
        return name;
    }
    struct buf b;
    buf_init(&b, a, ENTRY_MOST);
    for (i = 0; i < name.n; i++) {
        if (is_plain(name.p[i])) {
            buf_char(&b, name.p[i]);
        } else {
            buf_printf(&b, "%%%02X", (unsigned char)name.p[i]);
        }
    }
    return buf_as_str(&b);
}

/* "5:" before five bytes, "-" for no value; the digits go to room. */
static str length_of(str value, char room[24])
{
    if (!value.p) {
        return STR("-");
    }
    size_t at = 24, n = value.n;
    room[--at] = ':';
    do {
        room[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n);
    return str_n(room + at, 24 - at);
}

void entry_commit(struct hasher *h, const unsigned char salt[ENTRY_SALT], str name, str before,
                  str after, struct tlog_hash *out)
{
    static const char digits[] = "0123456789abcdef";
    static const str lf = {"\n", 1};
    char salted[ENTRY_SALT * 2], room[3][24];
    for (size_t i = 0; i < ENTRY_SALT; i++) {
        salted[i * 2] = digits[salt[i] >> 4];
        salted[i * 2 + 1] = digits[salt[i] & 15];
    }
    const str parts[] = {STR("samstyr/field/1\n"),
                         str_n(salted, sizeof salted),
                         lf,
                         length_of(name, room[0]),
                         name,
                         lf,
                         length_of(before, room[1]),
                         before,
                         lf,
                         length_of(after, room[2]),
                         after,
                         lf};
    hasher_list(h, parts, sizeof parts / sizeof *parts, out->b);
}

static void line(struct buf *b, const char *word, str rest)
{
    buf_z(b, word);
    buf_str(b, rest);
    buf_char(b, '\n');
}

str entry_write(struct arena *a, const struct entry *e)
{
    struct buf b;
    buf_init(&b, a, ENTRY_MOST);
    line(&b, FIRST_LINE, STR(""));
    line(&b, "log ", e->log);
    buf_literal(&b, "number ");
    buf_int(&b, e->number);
    line(&b, "\nat ", moment_iso(a, e->at));
    line(&b, "type ", entry_name(a, e->type));
    buf_literal(&b, "object ");
    buf_str(&b, entry_name(a, e->kind));
    buf_char(&b, ' ');
    buf_int(&b, e->id);
    buf_char(&b, ' ');
    buf_int(&b, e->version);
    line(&b, "\nactor ", e->actor);
    for (size_t i = 0; i < e->n_notes; i++) {
        line(&b, "note ", e->notes[i]);
    }
    for (size_t i = 0; i < e->n_fields; i++) {
        buf_literal(&b, "field ");
        buf_str(&b, e->fields[i].name);
        buf_char(&b, ' ');
        line(&b, "", hex(a, str_n((const char *)e->fields[i].commitment.b, SHA256_BYTES)));
    }
    return b.full ? STR_NONE : buf_as_str(&b);
}

static bool take_line(str *rest, const char *word, str *out)
{
    str whole;
    if (!str_starts(*rest, word)) {
        return false;
    }
    str_split(rest, '\n', &whole);
    *out = str_slice(whole, strlen(word), whole.n);
    return true;
}

static bool take_object(str text, struct entry *out)
{
    str id;
    str_split(&text, ' ', &out->kind);
    return str_split(&text, ' ', &id) && str_to_int(id, &out->id) &&
           str_to_int(text, &out->version);
}

static bool take_field(struct arena *a, str text, struct entry_field *out)
{
    str digits;
    str_split(&text, ' ', &out->name);
    if (!hex_read(a, text, &digits) || digits.n != SHA256_BYTES) {
        return false;
    }
    memcpy(out->commitment.b, digits.p, SHA256_BYTES);
    return true;
}

static size_t lines_with(str text, const char *word)
{
    size_t n = 0;
    str one;
    while (str_split(&text, '\n', &one)) {
        n += str_starts(one, word);
    }
    return n;
}

bool entry_read(struct arena *a, str text, struct entry *out)
{
    *out = (struct entry){0};
    str rest = text, value;
    if (text.n > ENTRY_MOST || !take_line(&rest, FIRST_LINE, &value) ||
        !take_line(&rest, "log ", &out->log) || !take_line(&rest, "number ", &value) ||
        !str_to_int(value, &out->number) || !take_line(&rest, "at ", &value) ||
        !moment_read(value, &out->at) || !take_line(&rest, "type ", &out->type) ||
        !take_line(&rest, "object ", &value) || !take_object(value, out) ||
        !take_line(&rest, "actor ", &out->actor)) {
        return false;
    }
    out->notes = ARENA_ARRAY(a, lines_with(rest, "note "), str);
    out->fields = ARENA_ARRAY(a, lines_with(rest, "field "), struct entry_field);
    while (take_line(&rest, "note ", &value)) {
        out->notes[out->n_notes++] = value;
    }
    while (take_line(&rest, "field ", &value)) {
        if (!take_field(a, value, &out->fields[out->n_fields++])) {
            return false;
        }
    }
    struct entry again = *out; /* type and kind are escaped already: escaping them again shows it */
    return rest.n == 0 && entry_name(a, out->type).n == out->type.n &&
           entry_name(a, out->kind).n == out->kind.n && str_eq(entry_write(a, &again), text);
}
