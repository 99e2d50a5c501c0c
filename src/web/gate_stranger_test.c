/* gate_stranger_test.c - who a stranger says that he is, whose page his form came from, and in
   which language he is spoken to. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/gate_for_test.h"

static err keep_one(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    return db_run(ctx->db, "INSERT INTO sign_in_failure (subject, at) VALUES ('test', 1)", NO_BINDS,
                  NULL);
}

static err greet(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    buf_printf(&r->body, "%lld %s %.*s", (long long)ctx->actor.person_id, lang_code(ctx->lang),
               STR_ARG(q->cookie_theme));
    return OK;
}

static const struct route rows[] = {
    {.methods = METHOD_POST,
     .path = "/o/{organisation}/x",
     .roles = ROLES_WORK,
     .handle = keep_one},
    {.methods = METHOD_GET,
     .path = "/o/{organisation}/greet",
     .roles = ROLES_READ,
     .handle = greet},
    {.methods = METHOD_GET | METHOD_POST, .path = "/greet", .flags = ROUTE_OPEN, .handle = greet},
    {.methods = METHOD_GET, .path = "/me", .flags = ROUTE_SIGNED_IN, .handle = greet},
    {0},
};

static int knock(struct test_db *t, struct knock k)
{
    k.rows = rows;
    return knock_at(t, k);
}

/* ---- a stranger who says half of who he is
 * --------------------------------------------------------------- */

static void half_a_name(struct test_db *t)
{
    house(t);
    static const char *const nobody[] = {"", "Bearer", "Bearer ", "Basic a2FyaTp4",
                                         "Bearer reads x"};
    for (size_t i = 0; i < sizeof nobody / sizeof *nobody; i++) {
        struct knock k = {.target = "/greet", .session = "kari", .authorization = nobody[i]};
        assert_int_equal(knock(t, k), 401);
        assert_str(header("WWW-Authenticate"), "Bearer");
    }
    assert_int_equal(
        knock(t, (struct knock){.target = "/greet", .authorization = "bEARER  reads "}), 200);
    assert_true(str_starts(buf_as_str(&reply.body), "1 "));
    assert_int_equal(knock(t, (struct knock){.target = "/me", .session = "kari", .secure = true}),
                     200); /* the cookie has its stricter name */
    assert_str(header("Strict-Transport-Security"), "max-age=31536000; includeSubDomains");
}

void test_gate__who_names_himself_by_a_token_is_asked_for_that_alone(void **state)
{
    on_each_migrated(half_a_name);
}

static void from_where(struct test_db *t)
{
    house(t);
    static const struct {
        const char *site, *origin, *host;
        int status;
    } posts[] = {
        {NULL, NULL, NULL, 200},
        {NULL, "http://a.no", NULL, 200},
        {NULL, "https://a.no", NULL, 200},
        {NULL, "null", NULL, 403},
        {NULL, "", NULL, 403},
        {NULL, "http://a.no:81", NULL, 403},
        {NULL, "http://a.no.evil.no", NULL, 403},
        {"same-origin", "null", NULL, 200},
        {"none", NULL, NULL, 200},
        {"same-site", "http://a.no", NULL, 403},
        {"cross-site", NULL, NULL, 403},
    };
    for (size_t i = 0; i < sizeof posts / sizeof *posts; i++) {
        struct knock k = {.method = METHOD_POST,
                          .target = "/greet",
                          .fetch_site = posts[i].site,
                          .origin = posts[i].origin};
        if (knock(t, k) != posts[i].status) {
            print_error("post %zu: %d\n", i, reply.status);
            fail();
        }
    }
    struct knock k = {.method = METHOD_POST,
                      .target = "/o/222222222/x",
                      .session = "kari",
                      .fetch_site = "none",
                      .form = "form_token=wrong",
                      .form_header = "ft"};
    assert_int_equal(knock(t, k), 200);
    k.form_header = "f";
    assert_int_equal(knock(t, k), 403);
    assert_int_equal(failures(t), 1);
}

void test_gate__believes_a_form_from_its_own_pages_only(void **state)
{
    on_each_migrated(from_where);
}

static void too_many_fields(struct test_db *t)
{
    house(t);
    static char many[2003];
    for (int i = 0; i < 1001; i++) {
        memcpy(many + 2 * i, "a&", 2);
    }
    struct knock k = {
        .method = METHOD_POST, .target = "/o/222222222/x", .session = "kari", .form = many};
    assert_int_equal(knock(t, k), 413);
    assert_int_equal(failures(t), 0);
}

void test_gate__refuses_a_form_of_too_many_fields(void **state)
{
    on_each_migrated(too_many_fields);
}

/* ---- how it speaks
 * ---------------------------------------------------------------------------------------- */

static void looks(struct test_db *t)
{
    house(t);
    struct knock k = {.target = "/greet?theme=dark"};
    assert_int_equal(knock(t, k), 200);
    assert_str(buf_as_str(&reply.body), "-1 nb dark");
    assert_str(header("Set-Cookie"),
               "theme=dark; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly");
    k = (struct knock){.target = "/greet?theme=auto&lang=nn", .secure = true};
    knock(t, k);
    assert_str(buf_as_str(&reply.body), "-1 nn auto");
    assert_true(str_ends(header("Set-Cookie"), "; HttpOnly; Secure"));
    assert_str(reply.headers[1].value,
               "lang=nn; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly; Secure");
    knock(t, (struct knock){.target = "/greet?theme=light"});
    assert_str(buf_as_str(&reply.body), "-1 nb light");
    knock(t, (struct knock){.target = "/greet?theme=purple&lang=klingon"});
    assert_str(buf_as_str(&reply.body), "-1 nb ");
    assert_null(header("Set-Cookie").p);
}

void test_look__is_what_the_address_asks_for_and_stays(void **state)
{
    on_each_migrated(looks);
}

static void speaks(struct test_db *t)
{
    house(t);
    struct knock k = {.target = "/me", .session = "kari"};
    knock(t, k);
    assert_str(buf_as_str(&reply.body), "1 nb ");
    k.accept_language = "nn, en;q=0.5";
    knock(t, k);
    assert_str(buf_as_str(&reply.body), "1 nn ");
    insert(t, "UPDATE person SET language = 'en' WHERE id = 1");
    knock(t, k);
    assert_str(buf_as_str(&reply.body), "1 en ");
    k.cookie = "nb";
    knock(t, k);
    assert_str(buf_as_str(&reply.body), "1 nb ");
    insert(t, "UPDATE organisation SET language = 'nn' WHERE id = 2; "
              "UPDATE person SET language = NULL");
    k = (struct knock){.target = "/o/222222222/greet", .session = "kari"};
    knock(t, k);
    assert_str(buf_as_str(&reply.body), "1 nn "); /* as the body writes */
    insert(t, "UPDATE organisation SET language = 'neutral' WHERE id = 2");
    knock(t, k);
    assert_str(buf_as_str(&reply.body), "1 nb ");
}

void test_look__the_language_is_the_nearest_that_somebody_chose(void **state)
{
    on_each_migrated(speaks);
}
