/* question.c - questions of a self-check, and the answers that may be given. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/library/library.h"

static err answer_read(struct library *l, const struct json *row, size_t at)
{
    struct texts name;
    struct reference r;
    str code = json_get_str(row, "id");
    err e = texts_read(l->ctx, l->file, code, row, "name", &name);
    if (e) {
        return e;
    }
    reference_init(&r, l->ctx);
    reference_text(&r, "urn", l->urn);
    reference_text(&r, "code", code);
    reference_int(&r, "position", (int64_t)at + 1);
    reference_texts(&r, "name", &name);
    return reference_put(&r, "question_answer", "urn, code");
}

static str sources_of(struct library *l, const struct json *list)
{
    struct buf b;
    buf_init(&b, l->ctx->arena, 16 * KIB);
    for (size_t i = 0; i < json_count(list); i++) {
        const struct json *s = json_item(list, i);
        buf_printf(&b, "%s%.*s: %.*s", i ? "\n" : "", STR_ARG(json_get_str(s, "provider")),
                   STR_ARG(json_get_str(s, "title")));
    }
    return buf_as_str(&b);
}

static err question_read(struct library *l, const struct json *row, size_t at)
{
    struct ctx *ctx = l->ctx;
    struct texts question, yes_means, why;
    struct reference r;
    str code = json_get_str(row, "id");
    if (!code.n) {
        return library_missing(l, STR("questions"), "id");
    }
    err e = texts_read(ctx, l->file, code, row, "question", &question);
    e = e ? e : texts_maybe(ctx, l->file, code, row, "yes_means", &yes_means);
    e = e ? e : texts_maybe(ctx, l->file, code, row, "why", &why);
    if (e) {
        return e;
    }
    reference_init(&r, ctx);
    reference_text(&r, "urn", l->urn);
    reference_text(&r, "code", code);
    reference_int(&r, "position", (int64_t)at + 1);
    reference_texts(&r, "question", &question);
    reference_texts(&r, "yes_means", &yes_means);
    reference_texts(&r, "why", &why);
    reference_text(&r, "requirements", texts_joined(ctx, json_get(row, "requirements"), " "));
    reference_text(&r, "legal_bases", texts_joined(ctx, json_get(row, "legal_basis"), " "));
    reference_text(&r, "indicators", texts_joined(ctx, json_get(row, "indicators"), " "));
    reference_text(&r, "sources", sources_of(l, json_get(row, "source")));
    return reference_put(&r, "question", "urn, code");
}

err library_questions(struct library *l)
{
    struct reference r;
    const struct json *answers = json_get(l->tree, "answers"),
                      *questions = json_get(l->tree, "questions");
    str framework = json_get_str(l->tree, "framework");
    if (!framework.n) {
        return library_missing(l, STR("head"), "framework");
    }
    reference_init(&r, l->ctx);
    reference_text(&r, "urn", l->urn);
    reference_text(&r, "framework_urn", framework);
    err e = reference_put(&r, "question_set", "urn");
    for (size_t i = 0; !e && i < json_count(answers); i++) {
        e = answer_read(l, json_item(answers, i), i);
    }
    for (size_t i = 0; !e && i < json_count(questions); i++) {
        e = question_read(l, json_item(questions, i), i);
    }
    exchange_count(l->work, KEY("library.n.questions"), (int64_t)json_count(questions));
    return e;
}
