/* second_for_test.h - an app that counts codes, and paper with recovery codes, for the tests. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SIGN_IN_SECOND_FOR_TEST_H
#define WEB_SIGN_IN_SECOND_FOR_TEST_H

#include "web/sign_in/sign_in_for_test.h"
#include "web/sign_in/totp.h"

#include <liboath/oath.h>

struct place {
    char folder[32], path[48];
    struct seal *seal;
};

static inline void place_open(struct place *p)
{
    strcpy(p->folder, "/tmp/samstyr-second-XXXXXX");
    assert_non_null(mkdtemp(p->folder));
    snprintf(p->path, sizeof p->path, "%s/a.seal", p->folder);
    p->seal = seal_open(p->path);
    assert_non_null(p->seal);
}

static inline void place_close(struct place *p)
{
    seal_close(p->seal);
    unlink(p->path);
    assert_int_equal(rmdir(p->folder), 0);
}

/* What the app shows now: its secret is read off the page that gives it. */
static inline str app_secret(struct browser *b)
{
    static const char mark[] = "<code class=\"secret\">";
    char *secret;
    size_t n;
    assert_int_equal(browser_get(b, "/me/factors/totp"), 200);
    const char *at = strstr(str_z(b->t->arena, browser_page(b)), mark);
    assert_non_null(at);
    at += sizeof mark - 1;
    assert_int_equal(oath_base32_decode(at, strcspn(at, "<"), &secret, &n), OATH_OK);
    str kept = str_copy(b->t->arena, str_n(secret, n));
    free(secret);
    return kept;
}

static inline const char *app_code(struct browser *b, str secret, const char *form)
{
    char code[TOTP_DIGITS + 1];
    assert_int_equal(oath_totp_generate(secret.p, secret.n, (time_t)(test_now / SECOND_MS),
                                        TOTP_STEP_S, 0, TOTP_DIGITS, code),
                     OATH_OK);
    return str_printf(b->t->arena, "%s%s", form, code).p;
}

/* The recovery codes that a page shows, the n-th of them. */
static inline const char *shown_code(struct browser *b, int n, const char *form)
{
    const char *at = str_z(b->t->arena, browser_page(b));
    for (int i = 0; i <= n && at; i++) {
        at = strstr(at + 1, "<li><code>");
    }
    assert_non_null(at);
    return str_printf(b->t->arena, "%s%.11s", form, at + strlen("<li><code>")).p;
}

static inline str app_taken_in_use(struct browser *b)
{
    assert_int_equal(browser_post(b, "/me/factors/totp", ""), 303);
    str secret = app_secret(b);
    assert_page_has(b, "<svg class=\"qr\"");
    assert_int_equal(browser_post(b, "/me/factors/totp/confirm", "code=000000"), 422);
    assert_int_equal(browser_post(b, "/me/factors/totp/confirm", app_code(b, secret, "code=")),
                     200);
    return secret;
}

#endif
