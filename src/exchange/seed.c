/* seed.c - things made from files by the names that the files give them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/seed.h"

#include "base/embedded.h"
#include "format/yaml/read.h"
#include "kind/input.h"


void seed_init(struct seed *s, struct ctx *ctx)
{
    *s = (struct seed){.ctx = ctx};
}

void seed_know(struct seed *s, const struct kind *k, str name, int64_t id)
{
    if (!name.n) {
        return;
    }
    ARENA_GROW(s->ctx->arena, s->entries, s->n, &s->size);
    s->entries[s->n++] = (struct seed_entry){k, name, id};
}

int64_t seed_id(const struct seed *s, const struct kind *k, str name)
{
    for (size_t i = s->n; i > 0 && name.n; i--) {
        if (s->entries[i - 1].kind == k && str_eq(s->entries[i - 1].name, name)) {
            return s->entries[i - 1].id;
        }
    }
    return 0;
}

void values_init(struct seed_values *v, struct ctx *ctx)
{
    *v = (struct seed_values){.ctx = ctx, .size = 32};
    v->p.at = ARENA_ARRAY(ctx->arena, v->size, struct param);
}

void values_add(struct seed_values *v, const char *name, str value)
{
    if (!value.n) {
        return;
    }
    ARENA_GROW(v->ctx->arena, v->p.at, v->p.n, &v->size);
    v->p.at[v->p.n++] = (struct param){str_of(name), value};
}

void values_id(struct seed_values *v, const char *name, int64_t id)
{
    if (id) {
        values_add(v, name, str_from_int(v->ctx->arena, id));
    }
}

str seed_text(struct ctx *ctx, const struct json *node, const char *member)
{
    const struct json *v = json_get(node, member);
    if (v && v->type == JSON_IS_OBJECT) {
        str s = json_get_str(v, lang_code(ctx->body.lang));
        return s.n ? s : json_get_str(v, "nb");
    }
    int64_t number;
    if (v && v->type == JSON_IS_INT && json_to_int(v, &number)) {
        return str_from_int(ctx->arena, number);
    }
    return json_str(v);
}

static err has_template(struct ctx *ctx, const struct kind *k, str template, int64_t *id)
{
    str sql = str_printf(
        ctx->arena, "SELECT min(id) FROM %s WHERE organisation_id = :body AND template = :template",
        kind_table(k));
    return db_int(ctx->db, sql.p, BINDS(B_INT("body", ctx->body.id), B_TEXT("template", template)),
                  id);
}

err seed_make(struct seed *s, const struct kind *k, const struct seed_values *v, str name,
              str template, str state, struct thing **out)
{
    struct ctx *ctx = s->ctx;
    const struct field *field = kind_field(k, STR("template"));
    *out = NULL;
    if (template.n && field) {
        int64_t id = 0;
        err e = has_template(ctx, k, template, &id);
        if (e) {
            return e;
        }
        if (id) {
            seed_know(s, k, name, id);
            return OK;
        }
    }
    struct thing *t = thing_new(ctx, k);
    if (state.n) {
        t->state = state;
    }
    err e = input_read(ctx, &v->p, 0, t);
    if (e) {
        return e;
    }
    if (template.n && field) {
        *field_str(t, field) = template;
    }
    e = thing_create(ctx, t);
    if (!e) {
        seed_know(s, k, name, t->id);
        *out = t;
    }
    return e;
}

err seed_file(struct ctx *ctx, const char *name, const struct json **out)
{
    struct refusal refusal = {0};
    const struct embedded *file = embedded_find(str_of(name));
    if (!file) {
        return fault(ctx, ERR_BROKEN, "seed.no_file", str_of(name));
    }
    err e = yaml_read(ctx->arena, str_n((const char *)file->data, file->n), &json_limits_document,
                      out, &refusal);
    if (e) {
        fault_detail(&ctx->fault, "%s", name);
        refusal_tell(&refusal, &ctx->fault);
    }
    return e;
}
