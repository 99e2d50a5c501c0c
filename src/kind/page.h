/* page.h - a page inside the frame: menu, person, body, flash; and how handlers send one. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_PAGE_H
#define KIND_PAGE_H

#include "ctx/ctx.h"
#include "look/frame.h"
#include "web/html.h"
#include "web/reply.h"
#include "web/request.h"

struct page {
    str title;
    str current;               /* address of the menu entry that is shown as current */
    struct frame_link *crumbs; /* may be NULL */
    size_t n_crumbs;
    bool is_wide;
};

/* A place to write a page's main part: html_… into it, then page_send. Ceiling 16 MiB. */
struct html *page_begin(struct ctx *ctx);
/* Frames what was written and puts it in the reply; the status is the reply's. Works signed out
 * too. */
err page_send(struct ctx *ctx, const struct request *q, struct reply *r, const struct page *page,
              struct html *h);
/* Sends the asker to an address with a message there: key is a word ("measure.verb.start.done");
   undo is an address ending in /undo or /restore, or STR_NONE. */
err page_see(struct ctx *ctx, struct reply *r, str address, const char *key, str undo);
/* The same with two numbers in the message. */
err page_see_counts(struct ctx *ctx, struct reply *r, str address, const char *key, int64_t n,
                    int64_t m);
/* A page that was asked for with parameters that say nothing is sent on to its tidy address: true,
   and r says so. Data is given as asked. */
bool page_tidy(struct ctx *ctx, const struct request *q, struct reply *r);
/* One error as a page (the gate's error_page). */
void page_error(struct ctx *ctx, const struct request *q, struct reply *r);

/* The text of one field's fault in the reader's language. */
str page_fault(struct ctx *ctx, const struct field_fault *f);
/* The text of the whole fault. */
str page_fault_text(struct ctx *ctx, const struct fault *f);

#endif
