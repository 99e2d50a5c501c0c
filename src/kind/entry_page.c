/* entry_page.c - one entry of the history: the proof that it is in the signed log, to be taken
 * away. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "entry_view.html.h"
#include "format/json/write.h"
#include "kind/address.h"
#include "kind/entry_view.h"
#include "kind/pages.h"
#include "kind/value.h"
#include "trail/event.h"
#include "trail/pack.h"
#include "trail/proof.h"

#include <string.h>

enum { SHOWN_BYTES = 8 }; /* of a commitment; the entry itself has it whole */

/* An event of a thing, its entry, and what proves it. */
struct shown {
    struct thing *t;
    int64_t event_id, log_id, number, at, actor_id, size, signed_at;
    str verb, reason, request, salts, actor;
    struct trail_event changes;
    struct logbook book;
    struct entry entry;
    str text, note, key, proof;
    bool is_whole;
};

static err event_find(struct ctx *ctx, const struct kind *k, struct shown *s)
{
    struct rows *rows;
    str changes = STR_NONE;
    err e = db_query(
        ctx->db,
        "SELECT e.log_id, e.number, e.at, e.actor_id, e.verb, e.reason, e.request, e.changes, "
        "e.salts, p.name FROM event e LEFT JOIN person p ON p.id = e.actor_id WHERE e.id = :event "
        "AND e.organisation_id = :organisation AND e.kind = :kind AND e.thing_id = :thing AND "
        "e.log_id IS NOT NULL",
        BINDS(B_INT("event", s->event_id), B_INT("organisation", thing_keeper(ctx, s->t)),
              B_TEXT("kind", str_of(k->name)), B_INT("thing", s->t->id)),
        &rows);
    if (e) {
        return e;
    }
    bool found = rows_next(rows);
    if (found) {
        s->log_id = rows_int(rows, 0);
        s->number = rows_int(rows, 1);
        s->at = rows_int(rows, 2);
        s->actor_id = rows_int(rows, 3);
        s->verb = str_copy(ctx->arena, rows_text(rows, 4));
        s->reason = str_copy(ctx->arena, rows_text(rows, 5));
        s->request = str_copy(ctx->arena, rows_text(rows, 6));
        changes = str_copy(ctx->arena, rows_text(rows, 7));
        s->salts = str_copy(ctx->arena, rows_blob(rows, 8));
        s->actor = str_copy(ctx->arena, rows_text(rows, 9));
    }
    e = rows_end(rows);
    return e       ? e
           : found ? event_changes(ctx, changes, &s->changes)
                   : fault(ctx, ERR_MISSING, "error.missing");
}

static err proof_find(struct ctx *ctx, struct shown *s)
{
    struct note_key key;
    err e = logbook_by_id(ctx, s->log_id, &s->book);
    e = e ? e : logbook_entry(ctx, &s->book, s->number, &s->text);
    e = e ? e : logbook_checkpoint(ctx, &s->book, s->number, &s->note, &s->size, &s->signed_at);
    if (e) {
        return e;
    }
    if (!entry_read(ctx->arena, s->text, &s->entry)) {
        return fault(ctx, ERR_BROKEN, "error.history_broken");
    }
    if (!s->note.p) {
        return OK;
    }
    e = db_text(ctx->db, ctx->arena,
                "SELECT key FROM trail_checkpoint WHERE log_id = :log AND size = :size ORDER BY at "
                "DESC LIMIT 1",
                BINDS(B_INT("log", s->log_id), B_INT("size", s->size)), &s->key);
    e = e ? e : proof_write(ctx, &s->book, s->number, s->note, s->size, &s->proof);
    s->is_whole = !e && note_key_read(ctx->arena, s->key, &key) &&
                  proof_check(ctx->arena, s->proof, s->text, &key);
    return e;
}

/* "/o/N/risks/7/history/123": the event by its id, since numbers begin anew in each generation of a
 * log. */
static err shown_find(struct ctx *ctx, const struct request *q, const struct kind *k,
                      struct shown *s)
{
    *s = (struct shown){0};
    err e = pages_own_thing(ctx, q, k, &s->t);
    if (!e && !str_to_int(q->args[k->flags & KIND_REFERENCE ? 1 : 2], &s->event_id)) {
        return fault(ctx, ERR_MISSING, "error.missing");
    }
    e = e ? e : event_find(ctx, k, s);
    return e ? e : proof_find(ctx, s);
}

static bool is_zero(const unsigned char *p)
{
    static const unsigned char zeroes[ENTRY_SALT];
    return memcmp(p, zeroes, sizeof zeroes) == 0;
}

/* Each commitment with its value; what the reader does not see of a thing he does not see here
 * either. */
typedef void value_fn(void *p, const struct entry_field *f, const struct trail_change *c,
                      const unsigned char *salt);

static void values_each(struct ctx *ctx, const struct kind *k, struct shown *s, value_fn *fn,
                        void *p)
{
    size_t change = 0;
    for (size_t i = 0; i < s->entry.n_fields && (i + 1) * ENTRY_SALT <= s->salts.n; i++) {
        const struct entry_field *f = &s->entry.fields[i];
        const unsigned char *salt = (const unsigned char *)s->salts.p + i * ENTRY_SALT;
        struct trail_change own = {.field = f->name,
                                   .after = str_is(f->name, "@reason") ? s->reason : s->request};
        bool is_own = str_starts(f->name, "@");
        if (!is_own && change == s->changes.n_changes) {
            return;
        }
        const struct trail_change *c = is_own ? &own : &s->changes.changes[change++];
        const struct field *field = kind_field(k, c->field);
        if (!field || field_visible(ctx, field)) {
            fn(p, f, c, is_zero(salt) ? NULL : salt);
        }
    }
}

struct filling {
    struct ctx *ctx;
    const struct kind *k;
    struct shown *s;
    struct entry_view *v;
    struct buf *out;
    struct json_writer *w;
    bool is_whole;
};

static bool value_holds(struct filling *to, const struct entry_field *f,
                        const struct trail_change *c, const unsigned char *salt)
{
    struct tlog_hash again;
    entry_commit(to->s->book.hasher, salt, f->name, c->before, c->after, &again);
    bool holds = memcmp(again.b, f->commitment.b, sizeof again.b) == 0;
    to->is_whole &= holds;
    return holds;
}

static void value_view(void *p, const struct entry_field *f, const struct trail_change *c,
                       const unsigned char *salt)
{
    struct filling *to = p;
    struct ctx *ctx = to->ctx;
    const struct field *field = kind_field(to->k, c->field);
    to->v->values[to->v->n_values++] = (struct entry_value){
        .label = str_is(f->name, "@reason")    ? W("entry.reason")
                 : str_is(f->name, "@request") ? W("entry.request")
                 : field                       ? value_label(ctx, to->k, field)
                 : str_is(c->field, "state")   ? W("value.state")
                                               : c->field,
        .before = c->before,
        .after = c->after,
        .commitment =
            STR_JOIN(ctx->arena, hex(ctx->arena, str_n((const char *)f->commitment.b, SHOWN_BYTES)),
                     STR("\xE2\x80\xA6")),
        .is_erased = !salt,
        .holds = salt && value_holds(to, f, c, salt),
    };
}

static void value_line(void *p, const struct entry_field *f, const struct trail_change *c,
                       const unsigned char *salt)
{
    struct filling *to = p;
    buf_int(to->out, to->s->number);
    buf_char(to->out, '\t');
    pack_value(to->out, f->name, salt, salt ? c->before : STR_NONE, salt ? c->after : STR_NONE);
}

static void value_json(void *p, const struct entry_field *f, const struct trail_change *c,
                       const unsigned char *salt)
{
    struct filling *to = p;
    struct json_writer *w = to->w;
    struct arena *a = to->ctx->arena;
    json_object_start(w);
    json_member_text(w, "field", f->name);
    json_member_text(w, "before", salt ? c->before : STR_NONE);
    json_member_text(w, "after", salt ? c->after : STR_NONE);
    json_member_text(w, "salt", salt ? hex(a, str_n((const char *)salt, ENTRY_SALT)) : STR_NONE);
    json_member_text(w, "commitment", hex(a, str_n((const char *)f->commitment.b, SHA256_BYTES)));
    json_member_bool(w, "erased", !salt);
    json_member_bool(w, "holds", salt && value_holds(to, f, c, salt));
    json_object_end(w);
}

static err entry_json(struct ctx *ctx, const struct kind *k, struct shown *s, struct reply *r)
{
    struct json_writer w;
    struct filling to = {.ctx = ctx, .k = k, .s = s, .w = &w, .is_whole = true};
    r->type = "application/json";
    json_start(&w, &r->body);
    json_object_start(&w);
    json_member_int(&w, "event", s->event_id);
    json_member_text(&w, "log", s->book.origin);
    json_member_int(&w, "number", s->number);
    json_member_text(&w, "at", moment_iso(ctx->arena, s->at));
    json_member_text(&w, "verb", s->verb);
    json_member_text(&w, "entry", s->text);
    json_key(&w, "values");
    json_array_start(&w);
    values_each(ctx, k, s, value_json, &to);
    json_array_end(&w);
    json_member_bool(&w, "signed", s->proof.p != NULL);
    json_member_text(&w, "proof", s->proof);
    json_member_text(&w, "key", s->key);
    json_member_bool(&w, "holds", s->is_whole && to.is_whole);
    json_object_end(&w);
    return OK;
}

static str verb_word(struct ctx *ctx, const struct kind *k, str verb)
{
    const struct verb *v = kind_verb(k, verb);
    str key = str_printf(ctx->arena, "history.verb.%.*s", STR_ARG(verb));
    return v ? kind_word(ctx, k, "verb", v->name) : word_has(key.p) ? word(ctx->lang, key.p) : verb;
}

err thing_entry(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    const struct kind *k = data;
    struct shown s;
    err e = shown_find(ctx, q, k, &s);
    if (e) {
        return e;
    }
    if (q->ending == ENDING_JSON) {
        return entry_json(ctx, k, &s, r);
    }
    str thing = kind_address(ctx, k, s.t->id), list = kind_address(ctx, k, 0);
    str here = str_printf(ctx->arena, "%.*s/history/%lld", STR_ARG(thing), (long long)s.event_id);
    str number = str_from_int(ctx->arena, s.number);
    struct entry_view v = {
        .title = word_args(ctx->arena, ctx->lang, "entry.title", &number, 1),
        .number = number,
        .log = s.book.origin,
        .what = verb_word(ctx, k, s.verb),
        .who = s.actor.p ? s.actor : W("value.system"),
        .when = text_moment(ctx->arena, ctx->lang, s.at),
        .iso = moment_iso(ctx->arena, s.at),
        .key = s.key,
        .values = ARENA_ARRAY(ctx->arena, s.entry.n_fields + 1, struct entry_value),
        .text = s.text,
        .proof = s.proof,
        .text_href = STR_JOIN(ctx->arena, here, STR("/entry")),
        .values_href = STR_JOIN(ctx->arena, here, STR("/values")),
        .json_href = STR_JOIN(ctx->arena, here, STR(".json")),
        .back_href = STR_JOIN(ctx->arena, thing, STR("/history")),
    };
    if (s.proof.p) {
        v.proof_href = STR_JOIN(ctx->arena, here, STR("/proof"));
        v.covered = text_moment(ctx->arena, ctx->lang, s.signed_at);
        v.covered_iso = moment_iso(ctx->arena, s.signed_at);
        v.covered_size = text_int(ctx->arena, ctx->lang, s.size);
    }
    struct filling to = {.ctx = ctx, .k = k, .s = &s, .v = &v, .is_whole = true};
    values_each(ctx, k, &s, value_view, &to);
    v.is_whole = s.is_whole && to.is_whole;
    v.is_broken = !to.is_whole || (s.proof.p && !s.is_whole);
    struct frame_link crumbs[] = {
        {.word = kind_word(ctx, k, "many", NULL), .href = list},
        {.word = kind_ref(ctx->arena, k, s.t->ref), .href = thing},
        {.word = W("page.history"), .href = v.back_href},
        {.word = v.title, .href = STR(""), .is_current = true},
    };
    struct html *h = page_begin(ctx);
    entry_view_html(h, &v);
    return page_send(
        ctx, q, r,
        &(struct page){.title = v.title, .current = list, .crumbs = crumbs, .n_crumbs = 4}, h);
}

static err file_send(struct ctx *ctx, struct reply *r, const struct shown *s, const char *ending,
                     str text)
{
    r->type = "text/plain; charset=utf-8";
    reply_attachment(r, str_printf(ctx->arena, "entry-%lld%s", (long long)s->number, ending));
    buf_str(&r->body, text);
    return OK;
}

err thing_entry_text(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct shown s;
    err e = shown_find(ctx, q, data, &s);
    return e ? e : file_send(ctx, r, &s, ".txt", s.text);
}

err thing_entry_proof(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct shown s;
    err e = shown_find(ctx, q, data, &s);
    if (!e && !s.proof.p) {
        return fault(ctx, ERR_CONFLICT, "trail.unsigned", s.book.origin);
    }
    return e ? e : file_send(ctx, r, &s, ".tlog-proof", s.proof);
}

err thing_entry_values(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct shown s;
    struct buf lines;
    err e = shown_find(ctx, q, data, &s);
    if (e) {
        return e;
    }
    buf_init(&lines, ctx->arena, 8 * MIB);
    struct filling to = {.ctx = ctx, .k = data, .s = &s, .out = &lines};
    values_each(ctx, data, &s, value_line, &to);
    return file_send(ctx, r, &s, ".tsv", lines.n ? buf_as_str(&lines) : STR(""));
}
