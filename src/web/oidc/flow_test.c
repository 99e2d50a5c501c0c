/* flow_test.c - what a browser carries on its way through a provider is believed when it is ours,
   whole, its own and young. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/oidc/flow.h"

#include "base/clock.h"
#include "db/engine.h"
#include "web/oidc/letters_for_test.h"
#include "web/sign_in/second_for_test.h"

#define NOW ((int64_t)1795000000000)
#define STATE "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

struct way {
    struct desk d;
    struct place place;
};

static void way_open(struct way *w)
{
    desk_open(&w->d, NOW);
    place_open(&w->place);
    w->d.gate.seal = w->place.seal;
}

static void way_close(struct way *w)
{
    place_close(&w->place);
    desk_close(&w->d);
}

void test_flow__comes_back_as_it_went(void **state)
{
    (void)state;
    struct way w;
    struct flow out, in = {.provider = STR("u1"),
                           .return_to = STR("/o/999900011"),
                           .invitation = STR("secret"),
                           .session_id = 7,
                           .purpose = FLOW_PROVE};
    way_open(&w);
    for (int secure = 0; secure < 2; secure++) {
        struct reply r;
        reply_init(&r, w.d.ctx.arena);
        w.d.q.secure = secure;
        flow_begin(&w.d.ctx, &w.d.q, &r, &in);
        str cookie = r.headers[0].value;
        assert_int_equal(str_starts(cookie, "__Host-samstyr_way_"), secure);
        assert_int_equal(str_ends(cookie, "; Secure"), secure);
        str_split(&cookie, ';', &w.d.q.cookies);
        assert_true(flow_find(&w.d.ctx, &w.d.q, in.state, &out));
        assert_str(out.nonce, str_z(w.d.ctx.arena, in.nonce));
        assert_str(out.verifier, str_z(w.d.ctx.arena, in.verifier));
        assert_str(out.provider, "u1");
        assert_str(out.return_to, "/o/999900011");
        assert_str(out.invitation, "secret");
        assert_int_equal(out.session_id, 7);
        assert_int_equal(out.purpose, FLOW_PROVE);
        flow_forget(&w.d.ctx, &w.d.q, &r, &in);
        assert_true(str_contains(r.headers[1].value, STR("=; Path=/; Max-Age=0;")));
    }
    way_close(&w);
}

/* Is a flow that says so found, in a browser that asks for that state? */
static bool found(struct way *w, const char *state, const char *plain)
{
    struct flow out;
    str sealed =
        seal_text(w->d.gate.seal, w->d.ctx.arena, STR("sign-in on its way"), str_of(plain));
    w->d.q.cookies = str_printf(w->d.ctx.arena, "samstyr_way_AAAAAAAA=%.*s", STR_ARG(sealed));
    return flow_find(&w->d.ctx, &w->d.q, str_of(state), &out);
}

void test_flow__is_whole_its_own_and_young(void **state)
{
    (void)state;
#define SO_FAR STATE "\nnonce\nverifier\nu1\n/\n\n"
    static const struct {
        const char *state, *plain;
        bool found;
    } ways[] = {
        {STATE, SO_FAR "0\n1795000000000\n0", true},
        {STATE, SO_FAR "0\n1794999400001\n3", true},
        {STATE, SO_FAR "0\n1794999400000\n0", false}, /* ten minutes old */
        {STATE, SO_FAR "0\n1795000000001\n0", false}, /* of tomorrow */
        {STATE, SO_FAR "0\n1795000000000\n4", false},
        {STATE, SO_FAR "0\n1795000000000\n-1", false},
        {STATE, SO_FAR "0\n1795000000000\nx", false},
        {STATE, SO_FAR "0\nx\n0", false},
        {STATE, SO_FAR "x\n1795000000000\n0", false},
        {STATE, SO_FAR "0\n1795000000000", false},
        {STATE, "", false},
        {STATE, "B" STATE "\nnonce\nverifier\nu1\n/\n\n0\n1795000000000\n0", false},
        {"AAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", SO_FAR "0\n1795000000000\n0", false},
        {"AAAAAAAA=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", SO_FAR "0\n1795000000000\n0", false},
        {"AAAAAAAA", SO_FAR "0\n1795000000000\n0", false},
        {"BBBBBBBBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", SO_FAR "0\n1795000000000\n0", false},
    };
    struct way w;
    way_open(&w);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        if (found(&w, ways[i].state, ways[i].plain) != ways[i].found) {
            fail_msg("%zu: %s", i, ways[i].plain);
        }
    }
    way_close(&w);
}

static void taken(struct test_db *t)
{
    struct desk d;
    struct flow f = {.state = STR(STATE)};
    bool first = false;
    desk_open(&d, NOW);
    d.ctx.db = t->db;
    assert_ok(t, flow_take(&d.ctx, &f, &first));
    assert_true(first);
    assert_ok(t, flow_take(&d.ctx, &f, &first));
    assert_false(first);
    for (int64_t n = 1; n <= 2; n++) {
        f.state = STR("another");
        t->db->fail_at = n;
        assert_int_equal(flow_take(&d.ctx, &f, &first), ERR_BROKEN);
        assert_false(first);
        t->db->fail_at = 0;
    }
    desk_close(&d);
}

void test_flow__serves_once(void **state)
{
    (void)state;
    on_each_migrated(taken);
}
