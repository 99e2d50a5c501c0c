/* event_words.h - what an event of the history says, as people read it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_EVENT_WORDS_H
#define KIND_EVENT_WORDS_H

#include "format/json/write.h"
#include "kind/kind_history_view.h"
#include "kind/store.h"
#include "trail/trail.h"

/* Fills out, whose href stays, with who, when, what and the changes of the fields that the reader
   sees, in the reader's language. Whether he may see the thing was asked before. */
err event_words(struct label_book *book, const struct kind *k, const struct trail_event *e,
                struct history_event *out);

/* The members of the event's object, as they are kept: id, entry, at, actor, verb, reason, version,
   changes; of fields those that the reader sees. k NULL: it is about no thing. */
void event_json(struct json_writer *w, struct ctx *ctx, const struct kind *k,
                const struct trail_event *e);

#endif
