/* problem.c - RFC 9457. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/problem.h"

#include "format/json/write.h"

static str words_of(struct ctx *ctx, const char *key, const str *args)
{
    return word_args(ctx->arena, ctx->lang, key, args, FAULT_ARGS);
}

void problem_write(struct ctx *ctx, const struct request *q, struct reply *r)
{
    const struct fault *f = &ctx->fault;
    const char *title_key =
        f->code == ERR_PROOF ? KEY("error.proof.title")
        : f->code == ERR_FACTOR
            ? KEY("error.factor.title")
            : str_z(ctx->arena, str_printf(ctx->arena, "error.%d.title", r->status));
    const char *name = f->code ? err_name(f->code) : "request";
    struct json_writer w;
    json_start(&w, &r->body);
    json_object_start(&w);
    json_member_text(&w, "type", str_printf(ctx->arena, "urn:samstyr:problem:%s", name));
    json_member_text(&w, "title", word_has(title_key) ? word(ctx->lang, title_key) : str_of(name));
    json_member_int(&w, "status", r->status);
    if (f->key) {
        json_member_text(&w, "detail", words_of(ctx, f->key, f->args));
    }
    json_member_text(&w, "request", q->request_id);
    if (f->n_fields) {
        json_key(&w, "errors");
        json_array_start(&w);
        for (size_t i = 0; i < f->n_fields; i++) {
            const struct field_fault *at = &f->fields[i];
            json_object_start(&w);
            json_member_text(&w, "field", at->field);
            json_member_text(&w, "code", str_of(at->key));
            json_member_text(&w, "detail", words_of(ctx, at->key, at->args));
            if (at->row) {
                json_member_int(&w, "row", at->row);
            }
            json_object_end(&w);
        }
        json_array_end(&w);
    }
    json_object_end(&w);
    r->type = "application/problem+json";
}
