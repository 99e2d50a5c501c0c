/* documents.c - what providers publish about themselves, kept for a while in each worker. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/oidc/documents.h"

#include "base/clock.h"
#include "base/memory.h"
#include "web/later.h"

#include <stdlib.h>
#include <string.h>

enum { FAILURE_MS = 10 * 1000 };

struct kept {
    char *url, *text; /* text NULL: it could not be had */
    const char *why;
    size_t n;
    int64_t at; /* steady_ms */
};

struct documents {
    struct kept kept[DOCUMENTS_KEPT];
    size_t next;
};

static const struct json_limits limits = {.bytes = DOCUMENT_LARGEST, .values = 4000, .depth = 12};

struct documents *documents_open(void)
{
    return calloc(1, sizeof(struct documents));
}

static void forget(struct kept *k)
{
    free(k->url);
    free(k->text);
    *k = (struct kept){0};
}

void documents_close(struct documents *d)
{
    for (size_t i = 0; d && i < DOCUMENTS_KEPT; i++) {
        forget(&d->kept[i]);
    }
    free(d);
}

static struct kept *find(struct documents *d, str url)
{
    for (size_t i = 0; d && i < DOCUMENTS_KEPT; i++) {
        if (d->kept[i].url && str_is(url, d->kept[i].url)) {
            return &d->kept[i];
        }
    }
    return NULL;
}

/* Of what is never empty: an address, or a document that was read. */
static char *copy(str s)
{
    char *out = malloc(s.n + 1);
    memory_needed(out);
    memcpy(out, s.p, s.n);
    out[s.n] = '\0';
    return out;
}

static void keep(struct documents *d, str url, str text, const char *why)
{
    if (!d) {
        return;
    }
    struct kept *k = find(d, url);
    k = k ? k : &d->kept[d->next++ % DOCUMENTS_KEPT];
    forget(k);
    *k = (struct kept){copy(url), why ? NULL : copy(text), why, text.n, steady_ms()};
}

/* Why that answer is no document, NULL when it is one. Words that outlive the work. */
static const char *read_answer(struct arena *a, const struct answer *answer,
                               const struct json **out)
{
    static const char *const words[] = {"slow", "too-big", "certificate", "failed",   "busy",
                                        "gone", "form",    "scheme",      "userinfo", "port",
                                        "host", "list",    "unknown",     "network"};
    bool json = str_is(answer->type, "application/json") ||
                str_is(answer->type, "application/jwk-set+json");
    for (size_t i = 0; !answer->status && i < sizeof words / sizeof *words; i++) {
        if (str_is(answer->trouble, words[i])) {
            return words[i];
        }
    }
    if (answer->status != 200) {
        return "status";
    }
    if (!json || json_read(a, answer->body, &limits, out, NULL) || (*out)->type != JSON_IS_OBJECT) {
        return "json";
    }
    return NULL;
}

/* That something could not be had is believed for some seconds only. */
static bool is_fresh(const struct kept *k, int64_t age)
{
    int64_t longest = k->text || age < FAILURE_MS ? age : FAILURE_MS;
    return steady_ms() - k->at < longest;
}

err document_get(struct ctx *ctx, const struct request *q, const char *name, str url, str hosts,
                 int64_t age, const struct json **out, const char **why)
{
    struct documents *d = q->gate->documents;
    const struct kept *k = find(d, url);
    *why = NULL;
    if (k && is_fresh(k, age)) {
        *why = k->why;
        return k->text ? json_read(ctx->arena, str_n(k->text, k->n), &limits, out, NULL) : ERR_BUSY;
    }
    struct letter letter = {
        .url = url, .hosts = hosts, .ceiling = DOCUMENT_LARGEST, .ms = DOCUMENT_MS};
    struct answer answer;
    if (!later_ask(q, ctx->arena, name, &letter, &answer)) {
        return ERR_BUSY;
    }
    *why = read_answer(ctx->arena, &answer, out);
    keep(d, url, *why ? STR("") : answer.body, *why);
    return *why ? ERR_BUSY : OK;
}
