/* store.h - things read and written by their field table: the only road to a kind's rows. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_STORE_H
#define KIND_STORE_H

#include "kind/kind.h"

/* A new, empty thing of the work's body with presets; not stored yet. */
struct thing *thing_new(struct ctx *ctx, const struct kind *k);
struct thing *thing_copy(struct ctx *ctx, const struct thing *t);

/* One thing of the work's body that the actor may read; ERR_MISSING for foreign, unreadable and
   missing alike. Reads the links too. thing_get_any also finds deleted ones. */
err thing_get(struct ctx *ctx, const struct kind *k, int64_t id, struct thing **out);
err thing_get_any(struct ctx *ctx, const struct kind *k, int64_t id, struct thing **out);
/* Reads what one LINKS field of a stored thing holds. */
err thing_links_read(struct ctx *ctx, struct thing *t, const struct field *f);
/* By reference "R-14", or by a unique field's value. */
err thing_find(struct ctx *ctx, const struct kind *k, str ref, struct thing **out);
err thing_find_by(struct ctx *ctx, const struct kind *k, const char *field, str value,
                  struct thing **out);

/* Checks (bounds, links, the kind's rules), gives id, uuid and ref, writes row, links, history and
   search text. t->state may be set before (imports and demonstration data), else it is the first
   state. */
err thing_create(struct ctx *ctx, struct thing *t);
/* Writes t over the stored version `version`; ERR_STALE when someone came before. Locked states
   refuse. A change of nothing writes nothing. */
err thing_change(struct ctx *ctx, struct thing *t, int64_t version);
/* Does t hold what stands in every field? Its links are put in order. */
bool thing_same(struct thing *t, const struct thing *stands);
/* Takes one step of the life cycle. t holds the asked fields already. ERR_CONFLICT when the state
   or the rule does not allow it, ERR_DENIED when the role does not. */
err thing_do(struct ctx *ctx, struct thing *t, int64_t version, const char *verb, str reason);
/* Takes the thing away and puts it back; both are kept in the history, and links stay. */
err thing_remove(struct ctx *ctx, struct thing *t, int64_t version, str reason);
err thing_restore(struct ctx *ctx, struct thing *t);

/* Makes t findable by its words as it stands now; the verbs above do it themselves. */
err thing_index(struct ctx *ctx, struct thing *t);

/* Is a thing of a reference kind one that the actor keeps (`own` of its kind)? Others are always
   reached: they would not have been found. */
bool thing_reached(const struct ctx *ctx, const struct thing *t);
/* The body whose history tells of t; 0: none does. */
int64_t thing_keeper(const struct ctx *ctx, const struct thing *t);
/* May the actor do this to t, now, in this state? For buttons; the verbs above ask again. */
bool thing_may_change(const struct ctx *ctx, const struct thing *t);
bool thing_may_remove(const struct ctx *ctx, const struct thing *t);
bool thing_may_do(const struct ctx *ctx, const struct thing *t, const struct verb *v);

/* How a thing that is linked to is shown. What the actor does not need to know is withheld: it has
   a reference and no title. */
struct label {
    int64_t id;
    str ref, title, state;
    bool is_withheld;
};
/* The label of one linked thing; title and ref STR_NONE when it is gone or another body's. */
err thing_label(struct ctx *ctx, const struct kind *k, int64_t id, struct label *out);
/* Labels of linked things met in one piece of work, so that each kind is asked once. */
struct label_book;
struct label_book *label_book_new(struct ctx *ctx);
/* The piece of work it was made for. */
struct ctx *label_book_ctx(const struct label_book *book);
/* Writes down a label that is known already. */
void label_keep(struct label_book *book, const struct kind *k, const struct label *label);
/* The label; title STR_NONE when the thing is gone. Its texts live as long as the piece of work. */
err label_find(struct label_book *book, const struct kind *k, int64_t id, struct label *out);

/* All things of the body that may be linked to, by title; at most max. */
err thing_choices(struct ctx *ctx, const struct kind *k, size_t max, struct label **out, size_t *n);
/* Things of kind `from` whose field f links to t (f is LINK or LINKS). */
err thing_linked_from(struct ctx *ctx, const struct thing *t, const struct kind *from,
                      const struct field *f, struct label **out, size_t *n);

#endif
