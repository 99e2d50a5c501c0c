/* prose.c - texts for readers out of the library's files. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/help/prose.h"

#include "base/embedded.h"
#include "format/markdown/html.h"
#include "format/yaml/read.h"

err prose_read(struct ctx *ctx, const char *name, const struct json **out)
{
    const struct embedded *file = embedded_find(str_of(name));
    struct refusal refusal = {0};
    if (!file || yaml_read(ctx->arena, str_n((const char *)file->data, file->n),
                           &json_limits_document, out, &refusal) != OK) {
        return fault(ctx, ERR_BROKEN, "help.broken", str_of(name));
    }
    return OK;
}

str prose_text(const struct ctx *ctx, const struct json *texts)
{
    return str_trim(json_get_str(texts, lang_code(ctx->lang)));
}

err prose_markup(struct ctx *ctx, const struct json *texts, struct markup *out)
{
    struct buf b;
    buf_init(&b, ctx->arena, 1 * MIB);
    err e = markdown_html(&b, prose_text(ctx, texts), 0);
    out->s = buf_as_str(&b);
    return e;
}
