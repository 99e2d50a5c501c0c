/* link_test.c - the buttons of the sign-in page: one for each provider, told apart where they share
 * a name. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/sign_in_for_test.h"

#define PROVIDER(id, body, title)                                                                  \
    "INSERT INTO provider (id, uuid, organisation_id, ref, version, state, title, profile, "       \
    "issuer, client_id, authentication, provisioning, created_at, updated_at) VALUES (" id         \
    ", 'u" id "', " body ", " id ", 1, 'active', '" title                                          \
    "', 'other', 'https://x.no', 'c', 'client_secret_post', 'linked', 1, 1);"

static void told_apart(struct test_db *t)
{
    browser_house(t);
    browser_run(
        t, "INSERT INTO organisation (id, uuid, ref, number, name, level, created_at, "
           "updated_at) VALUES (2, 'o2', 2, '333333333', 'Nabo', 'municipality', 1, 1);" PROVIDER(
               "1", "1", "Entra") PROVIDER("2", "2", "Entra") PROVIDER("3", "2", "Annen"));
    struct browser b = {.t = t};
    assert_int_equal(browser_get(&b, "/sign-in"), 200);
    assert_page_has(&b, "Entra (Under)");
    assert_page_has(&b, "Entra (Nabo)");
    assert_page_has(&b, "/sign-in/with/u3");
    assert_false(str_contains(browser_page(&b), STR("Annen (")));
}

void test_oidc_buttons__name_the_body_where_two_share_a_name(void **state)
{
    on_each_migrated(told_apart);
}
