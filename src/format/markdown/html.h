/* html.h - prose that people write in Markdown, as HTML that does no harm. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_MARKDOWN_HTML_H
#define FORMAT_MARKDOWN_HTML_H

#include "base/buf.h"
#include "base/fault.h"

enum { MARKDOWN_MOST = 256 * 1024 };

/* Appends the HTML of text to out: CommonMark with tables, strikethrough and task lists. What comes
   out is fit to stand in a page: HTML in the text is shown as it is written; a link leads only to
   http, https, mailto or a place on the same site, any other shows its text alone; images become
   links. A heading of level 1 becomes <h1 + heading_shift>, never above h6; there is no style or
   script attribute; columns of tables carry class align-left, -center or -right. ERR_TOO_BIG: text
   above MARKDOWN_MOST, or out has met its ceiling. ERR_INVALID: no UTF-8.
   ERR_BUSY: no memory, which the arena then says too (arena_lacks). What out held before
   stays; after an error what was added is to be thrown away. */
err markdown_html(struct buf *out, str text, int heading_shift);

/* The same without tags, on one line, at most n_most bytes: for excerpts and feeds. */
str markdown_plain(struct arena *a, str text, size_t n_most);

#endif
