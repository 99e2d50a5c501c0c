/* pages.h - the standard pages of every kind, one handler each; routes.c hangs them on addresses.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_PAGES_H
#define KIND_PAGES_H

#include "kind/page.h"
#include "kind/query.h"
#include "web/route.h"

/* Handlers; data is the kind, the last path argument the id. The ending of the address chooses page
 * or data. */
err list_show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data);
err list_bulk(struct ctx *ctx, const struct request *q, struct reply *r, const void *data);
err list_save_view(struct ctx *ctx, const struct request *q, struct reply *r, const void *data);
err list_forget_view(struct ctx *ctx, const struct request *q, struct reply *r, const void *data);
err thing_show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data);
err thing_history(struct ctx *ctx, const struct request *q, struct reply *r, const void *data);
/* One entry of it, by the event's id after the thing's: page and JSON, and its text, its proof
   (.tlog-proof) and its values with their salts as files. */
err thing_entry(struct ctx *ctx, const struct request *q, struct reply *r, const void *data);
err thing_entry_text(struct ctx *ctx, const struct request *q, struct reply *r, const void *data);
err thing_entry_proof(struct ctx *ctx, const struct request *q, struct reply *r, const void *data);
err thing_entry_values(struct ctx *ctx, const struct request *q, struct reply *r, const void *data);
err form_new(struct ctx *ctx, const struct request *q, struct reply *r, const void *data);
err form_create(struct ctx *ctx, const struct request *q, struct reply *r, const void *data);
err form_edit(struct ctx *ctx, const struct request *q, struct reply *r, const void *data);
err form_change(struct ctx *ctx, const struct request *q, struct reply *r, const void *data);
err form_verb(struct ctx *ctx, const struct request *q, struct reply *r, const void *data);
err form_do(struct ctx *ctx, const struct request *q, struct reply *r, const void *data);
err form_delete(struct ctx *ctx, const struct request *q, struct reply *r, const void *data);
err form_restore(struct ctx *ctx, const struct request *q, struct reply *r, const void *data);
err erase_show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data);
err erase_do(struct ctx *ctx, const struct request *q, struct reply *r, const void *data);
err form_undo(struct ctx *ctx, const struct request *q, struct reply *r, const void *data);
/* Who may import: rows may create and change. */
uint32_t import_roles(const struct kind *k);
err import_show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data);
err import_run(struct ctx *ctx, const struct request *q, struct reply *r, const void *data);
err search_show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data);

/* The thing that the address names ({id} is the last argument before any verb). */
err pages_thing(struct ctx *ctx, const struct request *q, const struct kind *k, struct thing **out);

/* The same for work on it: what the actor does not reach is as missing. */
err pages_own_thing(struct ctx *ctx, const struct request *q, const struct kind *k,
                    struct thing **out);

/* What was sent, by a form or as the members of a JSON object. */
err pages_params(struct ctx *ctx, const struct request *q, struct params *out);

/* One thing as JSON (write.c), a list as JSON, CSV or XLSX. */
struct label_book;
err write_thing_json(struct ctx *ctx, struct thing *t, struct reply *r);
/* The answer to a change of what someone else changed meanwhile: a problem with both versions, the
   one that stands and the one that was to be. Returns ERR_STALE. */
err write_stale_json(struct ctx *ctx, const struct request *q, struct thing *stands,
                     struct thing *sent, struct reply *r);
err write_list_json(struct ctx *ctx, const struct request *q, struct query *query, struct reply *r);
err write_list_csv(struct ctx *ctx, struct query *query, struct reply *r);
err write_list_xlsx(struct ctx *ctx, struct query *query, struct reply *r);

#endif
