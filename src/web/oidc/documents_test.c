/* documents_test.c - what a provider publishes is read strictly, kept for a while, and not asked
 * for in vain. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/oidc/documents.h"

#include "base/clock.h"
#include "web/oidc/letters_for_test.h"

#define NOW ((int64_t)1795000000000)
#define URL "https://idp.example.org/keys"
#define JSON "application/json"

static err get(struct desk *d, str url, int64_t age, const struct json **out, const char **why)
{
    *out = NULL;
    return document_get(&d->ctx, &d->q, "keys", url, STR("idp.example.org"), age, out, why);
}

/* Why an answer is no document, "none" when it is one. */
static const char *why_not(struct desk *d, const struct answer *answer)
{
    const struct json *doc;
    const char *why;
    desk_clear(d);
    desk_answered(d, "keys", answer);
    err e = get(d, STR(URL), HOUR_MS, &doc, &why);
    assert_int_equal(e, why ? ERR_BUSY : OK);
    return why ? why : "none";
}

void test_documents__an_object_of_json_is_one_and_nothing_else_is(void)
{
    static const struct {
        int status;
        const char *type, *body, *why;
    } said[] = {
        {200, JSON, "{\"keys\":[]}", "none"},
        {200, "application/jwk-set+json", "{}", "none"},
        {200, "text/html", "{}", "json"},
        {200, "", "{}", "json"},
        {200, JSON, "", "json"},
        {200, JSON, "[{}]", "json"},
        {200, JSON, "{\"a\":1,\"a\":2}", "json"},
        {200, JSON, "{", "json"},
        {301, JSON, "{}", "status"},
        {404, JSON, "{}", "status"},
        {500, "text/plain", "slow", "status"},
    };
    struct desk d;
    desk_open(&d, NOW);
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        assert_string_equal(why_not(&d, &(struct answer){.status = said[i].status,
                                                         .trouble = STR(""),
                                                         .type = str_of(said[i].type),
                                                         .body = str_of(said[i].body)}),
                            said[i].why);
    }
    desk_close(&d);
}

void test_documents__an_undelivered_letter_says_the_couriers_word(void)
{
    struct desk d;
    desk_open(&d, NOW);
    assert_string_equal(why_not(&d, &(struct answer){.trouble = STR("slow")}), "slow");
    assert_string_equal(why_not(&d, &(struct answer){.trouble = STR("network")}), "network");
    assert_string_equal(why_not(&d, &(struct answer){.trouble = STR("a word of nobody")}),
                        "status");
    desk_close(&d);
}

void test_documents__is_asked_for_once_while_it_is_fresh(void)
{
    struct desk d;
    const struct json *doc;
    const char *why;
    desk_open(&d, NOW);
    d.gate.documents = documents_open();
    desk_said(&d, "keys", 200, JSON, STR("{\"a\":\"first\"}"));
    assert_int_equal(get(&d, STR(URL), HOUR_MS, &doc, &why), OK);

    desk_clear(&d);
    desk_said(&d, "keys", 200, JSON, STR("{\"a\":\"second\"}"));
    assert_int_equal(get(&d, STR(URL), HOUR_MS, &doc, &why), OK);
    assert_str(json_get_str(doc, "a"), "first");
    assert_null(why);
    assert_int_equal(get(&d, STR(URL "/others"), HOUR_MS, &doc, &why), OK);
    assert_str(json_get_str(doc, "a"), "second");
    assert_int_equal(get(&d, STR(URL), 0, &doc, &why), OK); /* too old for that caller */
    assert_str(json_get_str(doc, "a"), "second");

    desk_clear(&d);
    assert_int_equal(get(&d, STR(URL), HOUR_MS, &doc, &why),
                     OK); /* it took the first one's place */
    assert_str(json_get_str(doc, "a"), "second");
    documents_close(d.gate.documents);
    desk_close(&d);
}

void test_documents__trouble_is_not_asked_for_again_at_once(void)
{
    struct desk d;
    const struct json *doc;
    const char *why;
    desk_open(&d, NOW);
    d.gate.documents = documents_open();
    desk_said(&d, "keys", 502, JSON, STR("{}"));
    assert_int_equal(get(&d, STR(URL), HOUR_MS, &doc, &why), ERR_BUSY);

    desk_clear(&d);
    desk_said(&d, "keys", 200, JSON, STR("{}"));
    assert_int_equal(get(&d, STR(URL), HOUR_MS, &doc, &why), ERR_BUSY);
    assert_string_equal(why, "status");
    assert_null(doc);
    assert_int_equal(get(&d, STR(URL), 0, &doc, &why), OK); /* but later it is */
    documents_close(d.gate.documents);
    desk_close(&d);
}

void test_documents__few_are_kept_and_the_oldest_goes_first(void)
{
    struct desk d;
    const struct json *doc;
    const char *why;
    desk_open(&d, NOW);
    d.gate.documents = documents_open();
    desk_said(&d, "keys", 200, JSON, STR("{\"a\":\"first\"}"));
    for (int i = 0; i <= DOCUMENTS_KEPT; i++) {
        assert_int_equal(get(&d, str_printf(d.ctx.arena, URL "/%d", i), HOUR_MS, &doc, &why), OK);
    }
    desk_clear(&d);
    desk_said(&d, "keys", 200, JSON, STR("{\"a\":\"second\"}"));
    assert_int_equal(get(&d, STR(URL "/1"), HOUR_MS, &doc, &why), OK);
    assert_str(json_get_str(doc, "a"), "first");
    assert_int_equal(get(&d, STR(URL "/0"), HOUR_MS, &doc, &why), OK);
    assert_str(json_get_str(doc, "a"), "second");
    documents_close(d.gate.documents);
    documents_close(NULL);
    desk_close(&d);
}

void test_documents__is_waited_for_beside_the_loop(void)
{
    struct desk d;
    const struct json *doc;
    const char *why = "";
    struct courier *courier;
    desk_open(&d, NOW);
    desk_post_open(&d, &courier);
    assert_int_equal(get(&d, STR(URL), HOUR_MS, &doc, &why), ERR_BUSY);
    assert_null(why);
    struct letter letter = desk_post_close(&d, courier);
    assert_str(letter.url, URL);
    assert_str(letter.hosts, "idp.example.org");
    assert_int_equal(letter.ceiling, DOCUMENT_LARGEST);
    desk_close(&d);
}
