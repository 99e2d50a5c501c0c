/* standard_pages_for_test.h - a page while a test fills its template. With SAMSTYR_PAGES=DIR the
 * pages are also written there, to be looked at. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_STANDARD_PAGES_FOR_TEST_H
#define KIND_STANDARD_PAGES_FOR_TEST_H

#include "base/test.h"

#include "frame_view.html.h"
#include "plain_view.html.h"

#include <stdio.h>
#include <stdlib.h>

#define N(array) (sizeof(array) / sizeof *(array))

/* A page while a test writes it. */
struct page {
    struct arena *arena;
    enum lang lang;
    struct buf out;
    struct html html;
};

static inline struct html *begin(struct page *p, struct arena *a, enum lang lang)
{
    *p = (struct page){.arena = a, .lang = lang};
    buf_init(&p->out, a, MIB);
    p->html = (struct html){.out = &p->out, .arena = a, .lang = lang, .sprite = STR("icons.svg")};
    return &p->html;
}

static inline struct markup made(struct page *p)
{
    return (struct markup){buf_as_str(&p->out)};
}

static inline void keep(struct page *p, const char *name)
{
    const char *dir = getenv("SAMSTYR_PAGES");
    if (dir == NULL)
        return;
    FILE *f = fopen(
        str_z(p->arena, str_printf(p->arena, "%s/%s-%s.html", dir, name, lang_code(p->lang))), "w");
    assert_non_null(f);
    fwrite(p->out.data, 1, p->out.n, f);
    fclose(f);
}

static const struct frame_assets assets = {
    .css = STR("samstyr.css"),
    .print_css = STR("print.css"),
    .js = STR("samstyr.js"),
    .favicon = STR("favicon.svg"),
};

static struct frame_choice languages[] = {
    {STR("Bokmål"), STR("nb"), STR("?lang=nb"), true},
    {STR("Nynorsk"), STR("nn"), STR("?lang=nn"), false},
    {STR("English"), STR("en"), STR("?lang=en"), false},
};
static struct frame_choice schemes[] = {
    {STR("Som maskinen"), STR("nb"), STR("?scheme=auto"), true},
    {STR("Lyst"), STR("nb"), STR("?scheme=light"), false},
    {STR("Mørkt"), STR("nb"), STR("?scheme=dark"), false},
};

/* The main part, in the frame of someone who is signed in. */
static inline void in_frame(struct page *p, struct markup main, str title, const char *name,
                            bool is_wide)
{
    struct frame_link first[] = {
        {.icon = STR("House"), .word = STR("Oversikt"), .href = STR("/o/1")},
        {.icon = STR("Tasklist"),
         .word = STR("Tiltak"),
         .href = STR("/o/1/measures"),
         .is_current = true,
         .count = STR("2"),
         .count_word = STR("forfalte")},
        {.icon = STR("Calendar"), .word = STR("Årshjul"), .href = STR("/o/1/activities")},
    };
    struct frame_link govern[] = {
        {.icon = STR("ShieldCheckmark"),
         .word = STR("Internkontroll"),
         .href = STR("/o/1/requirements")},
        {.icon = STR("ExclamationmarkTriangle"), .word = STR("Risiko"), .href = STR("/o/1/risks")},
        {.icon = STR("Branching"), .word = STR("Tjenester"), .href = STR("/o/1/services")},
    };
    struct frame_link foot[] = {
        {.icon = STR("Cog"), .word = STR("Innstillinger"), .href = STR("/o/1/settings")}};
    struct frame_group groups[] = {{STR(""), first, N(first)}, {STR("Styring"), govern, N(govern)}};
    struct frame_link crumbs[] = {{.word = STR("Oversikt"), .href = STR("/o/1")},
                                  {.word = title, .is_current = true}};
    struct frame_flash flash = {.text = STR("Tiltaket er satt i drift."),
                                .undo_action = STR("/undo/4")};
    struct frame_organisation organisation = {STR("Eksempelvik kommune"), STR("Demodata"), STR("E"),
                                              STR("/organisations")};
    struct frame_person person = {STR("Ingrid Solvang"), STR("IS"), STR("/me"), STR("/sign-out")};
    struct frame_view v = {
        .assets = assets,
        .lang = str_of(lang_code(p->lang)),
        .color_scheme = STR("auto"),
        .title = title,
        .csrf = STR("token"),
        .home_href = STR("/"),
        .search_action = STR("/o/1/search"),
        .search_json = STR("/search.json"),
        .help_href = STR("/help"),
        .notices_href = STR("/notices"),
        .notices = STR("3"),
        .organisation = &organisation,
        .person = &person,
        .groups = groups,
        .n_groups = N(groups),
        .foot_links = foot,
        .n_foot_links = N(foot),
        .languages = languages,
        .n_languages = N(languages),
        .schemes = schemes,
        .n_schemes = N(schemes),
        .crumbs = crumbs,
        .n_crumbs = N(crumbs),
        .flash = &flash,
        .notice = STR("Alle personer og hendelser er oppdiktet."),
        .is_wide = is_wide,
        .main = main,
        .version = STR("0.1.0"),
        .accessibility_href = STR("/accessibility"),
        .privacy_href = STR("/privacy"),
        .source_href = STR("https://example.org/"),
        .barrier_href = STR("/barrier"),
    };
    struct page whole;
    frame_view_html(begin(&whole, p->arena, p->lang), &v);
    keep(&whole, name);
    assert_false(whole.out.full);
    assert_true(str_starts(buf_as_str(&whole.out), "<!doctype html>"));
    assert_true(str_contains(buf_as_str(&whole.out), STR("</html>")));
}

static inline void in_plain(struct page *p, struct markup main, str title, const char *name)
{
    struct plain_view v = {
        .assets = assets,
        .lang = str_of(lang_code(p->lang)),
        .color_scheme = STR("auto"),
        .title = title,
        .home_href = STR("/"),
        .languages = languages,
        .n_languages = N(languages),
        .schemes = schemes,
        .n_schemes = N(schemes),
        .main = main,
        .version = STR("0.1.0"),
        .accessibility_href = STR("/accessibility"),
        .privacy_href = STR("/privacy"),
        .source_href = STR("https://example.org/"),
        .barrier_href = STR("/barrier"),
    };
    struct page whole;
    plain_view_html(begin(&whole, p->arena, p->lang), &v);
    keep(&whole, name);
    assert_true(str_contains(buf_as_str(&whole.out), STR("</html>")));
}

static inline void each_language(void (*render)(struct arena *, enum lang))
{
    struct arena *a = arena_open();
    for (int lang = 0; lang < N_LANGS; lang++)
        render(a, (enum lang)lang);
    arena_close(a);
}

#endif
