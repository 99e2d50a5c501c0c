/* prose.h - texts for readers out of the library's files: titles and Markdown in three languages.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef REPORT_HELP_PROSE_H
#define REPORT_HELP_PROSE_H

#include "ctx/ctx.h"
#include "format/json/tree.h"
#include "web/html.h"

/* The tree of a file that the build put in, such as "library/help/handbook.yaml". ERR_BROKEN when
   it cannot be read: a mistake of ours. */
err prose_read(struct ctx *ctx, const char *name, const struct json **out);

/* {nb: .., nn: .., en: ..} in the reader's language. */
str prose_text(const struct ctx *ctx, const struct json *texts);

/* The same, from Markdown. */
err prose_markup(struct ctx *ctx, const struct json *texts, struct markup *out);

#endif
