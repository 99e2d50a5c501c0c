/* agent_test.c - what is kept of where a request comes from. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/test.h"
#include "web/sign_in/agent.h"

void test_agent__browser_and_machine_by_the_names_people_use(void)
{
    struct arena *a = arena_open();
    assert_str(
        agent_name(a, STR("Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0")),
        "Firefox, Windows");
    assert_str(agent_name(a, STR("curl/7.88.1")), "curl");
    assert_false(agent_name(a, STR("\xff\xfe")).p);
    assert_false(agent_name(a, STR("")).p);
    str odd =
        agent_name(a, STR("ååååååååååååååååååååååååååååååx"
                          "ååååå")); /* the 60th byte ends a character; one more letter shifts it */
    assert_true(str_is_utf8(odd, NULL));
    odd = agent_name(a, STR("xåååååååååååååååååååååååååååååååååååå"));
    assert_true(str_is_utf8(odd, NULL));
    assert_int_equal(odd.n, 59);
    arena_close(a);
}

void test_agent__of_an_address_only_the_network_is_kept(void)
{
    struct arena *a = arena_open();
    assert_str(agent_network(a, STR("192.0.2.77")), "192.0.2.0/24");
    assert_str(agent_network(a, STR("2001:db8:1:2:3:4:5:6")), "2001:db8:1::/48");
    assert_str(agent_network(a, STR("::ffff:192.0.2.77")), "192.0.2.0/24");
    assert_false(agent_network(a, STR("unix:")).p);
    assert_false(agent_network(a, STR("")).p);
    arena_close(a);
}
