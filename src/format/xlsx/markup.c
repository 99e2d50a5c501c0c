/* markup.c - the XML of one member, told as it comes. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/xlsx/markup.h"

#include "base/memory.h"
#include "base/text.h"

#include <expat.h>
#include <string.h>

struct reading {
    XML_Parser parser;
    struct arena *arena;
    struct refusal *refusal;
    const struct markup_taker *taker;
    void *with;
    str member;
    int depth;
    err e; /* why it was stopped */
};

static err told(struct reading *in, const char *key)
{
    return refuse(in->refusal, in->arena, ERR_INVALID, key,
                  (int64_t)XML_GetCurrentLineNumber(in->parser),
                  (int64_t)XML_GetCurrentColumnNumber(in->parser) + 1, in->member, STR_NONE);
}

/* After this the parser may still end an element, and begins none and tells no text. */
static void stop(struct reading *in, err e)
{
    if (e) {
        in->e = e;
        XML_StopParser(in->parser, XML_FALSE);
    }
}

static const char *local(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

static void on_start(void *with, const char *name, const char **attributes)
{
    struct reading *in = with;
    if (++in->depth > MARKUP_DEPTH) {
        stop(in, told(in, KEY("format.xlsx.depth")));
    } else {
        stop(in, in->taker->start(in->with, local(name), (const char *const *)attributes));
    }
}

static void on_end(void *with, const char *name)
{
    struct reading *in = with;
    in->depth--;
    if (!in->e && in->taker->end) {
        stop(in, in->taker->end(in->with, local(name)));
    }
}

static void on_text(void *with, const char *p, int n)
{
    struct reading *in = with;
    if (in->taker->text) {
        stop(in, in->taker->text(in->with, str_n(p, (size_t)n)));
    }
}

static void on_document_type(void *with, const char *name, const char *system, const char *public,
                             int internal)
{
    struct reading *in = with;
    (void)name, (void)system, (void)public, (void)internal;
    stop(in, told(in, KEY("format.xlsx.doctype")));
}

static err parse(struct reading *in, str piece, bool is_last)
{
    if (XML_Parse(in->parser, piece.p, (int)piece.n, is_last) == XML_STATUS_ERROR && !in->e) {
        in->e = told(in, KEY("format.xlsx.markup"));
    }
    return in->e;
}

static err take(void *with, str piece)
{
    return parse(with, piece, false);
}

err markup_read(struct package *p, struct arena *a, str member, const struct markup_taker *taker,
                void *with, struct refusal *r)
{
    struct reading in = {.arena = a, .refusal = r, .taker = taker, .with = with, .member = member};
    in.parser = XML_ParserCreate(NULL);
    memory_needed(in.parser);
    XML_SetUserData(in.parser, &in);
    XML_SetElementHandler(in.parser, on_start, on_end);
    XML_SetCharacterDataHandler(in.parser, on_text);
    XML_SetStartDoctypeDeclHandler(in.parser, on_document_type);
    err e = package_unpack(p, member, take, &in);
    e = e ? e : parse(&in, STR(""), true);
    XML_ParserFree(in.parser);
    return e;
}

str markup_attribute(const char *const *attributes, const char *name)
{
    for (; attributes[0]; attributes += 2) {
        if (strcmp(local(attributes[0]), name) == 0) {
            return str_of(attributes[1]);
        }
    }
    return STR_NONE;
}
