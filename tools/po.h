/* po.h - one .po file as gettext writes it: entries told one by one, and what is wrong with their line.

   Comments, msgid/msgstr over several lines, escapes, two plural forms. Keys are msgids of letters, digits,
   . _ and -. The header entry (empty msgid) is passed over. Any bytes may come: nothing is trusted. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TOOLS_PO_H
#define TOOLS_PO_H

#include "base/arena.h"
#include "base/str.h"

struct po_entry {
    str key;
    size_t line; /* of its msgid, from 1 */
    bool plural;
    str text[2]; /* for one, for many; the same when there is no plural */
};

struct po_taker {
    void (*entry)(void *p, const struct po_entry *e);
    void (*wrong)(void *p, size_t line, str what);
    void *p;
};

/* Reads the text; entries and texts live in the arena. An entry that something is wrong with is told of and
   may still be taken. */
void po_read(struct arena *a, str text, const struct po_taker *taker);

#endif
