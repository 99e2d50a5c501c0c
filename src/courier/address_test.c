/* address_test.c - G13: sixty ways to lead the courier into the house, all refused. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "courier/address.h"

#include "base/test.h"
#include "courier/fetch.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static const char HOSTS[] = "login.example.no idp.example.org xn--rdgrd-vuad.example.no";

/* ---- forms of an address that never get as far as a resolver */

static const char *const forms[] = {
    "https://2130706433/",         /* decimal */
    "https://017700000001/",       /* octal */
    "https://0x7f000001/",         /* hex */
    "https://0x7f.0x0.0x0.0x1/",   /* hex by parts */
    "https://0177.0.0.1/",         /* octal part */
    "https://127.1/",              /* short */
    "https://127.0.1/",            /* short, three parts */
    "https://0/",                  /* this machine */
    "https://127.0.0.1/",          /* loopback, plain */
    "https://10.0.0.1/",           /* private, plain */
    "https://93.184.216.34/",      /* even an open number: no name, no certificate */
    "https://[::1]/",              /* loopback, IPv6 */
    "https://[::ffff:127.0.0.1]/", /* mapped */
    "https://[64:ff9b::7f00:1]/",  /* NAT64 */
    "https://[fe80::1%25eth0]/",   /* with a zone */
    "https://[2001:db8::1]:443/",  /* IPv6 with a port */
    "https://localhost/",          /* local names */
    "https://login.localhost/",
    "https://printer.local/",
    "https://metadata.internal/",
    "https://intranet/",          /* one label */
    "https://login.example.no./", /* final dot */
    "https://login..example.no/", /* empty label */
    "https://.login.example.no/",
    "https://LOGIN.example.no/",      /* other case than allowed */
    "https://login.example.no:8443/", /* odd ports */
    "https://login.example.no:80/",
    "https://login.example.no:0443/",
    "https://login.example.no:+443/",
    "https://login.example.no:/",
    "https://login.example.no:443:80/",
    "https://login.example.no:65979/", /* 443 again after an overflow of 16 bits */
    "https://user@login.example.no/",  /* userinfo */
    "https://login.example.no@127.0.0.1/",
    "https://user:pass@login.example.no/",
    "https://login.example.no\\@127.0.0.1/", /* what one parser ends at and another does not */
    "https://login.example.no#@127.0.0.1/",
    "https://login.example.no?@127.0.0.1/",
    "https://login.example.no%2e127.0.0.1/", /* escapes in the name */
    "https://login.example.no%00.example.org/",
    "https://login.example\xE3\x80\x82no/", /* ideographic full stop */
    "https://\xE2\x93\x9Bogin.example.no/", /* circled l */
    "https://l\xD0\xBEgin.example.no/",     /* Cyrillic o */
    "https://xn--lgin-0ne.example.no/",     /* encoded, not the allowed one */
    "https://login-.example.no/",
    "https://login_.example.no/",
    "https://evil.example.com/",                  /* not on the list */
    "https://login.example.no.evil.example.com/", /* begins like one on the list */
    "https://evil-login.example.no/",             /* ends like one on the list */
    "http://login.example.no/",                   /* without TLS */
    "http://127.0.0.1/",
    "ftp://login.example.no/", /* other schemes */
    "file:///etc/passwd",
    "gopher://login.example.no/",
    "HTTPS://login.example.no/",
    "//login.example.no/",
    "https:login.example.no/",
    " https://login.example.no/",
    "https://login.example.no/\r\nHost: 127.0.0.1",
    "https://login.example.no/\t",
};
enum { N_FORMS = sizeof forms / sizeof *forms };

void test_address__sixty_forms_of_sixty_are_refused(void)
{
    struct address_rules rules = {.hosts = str_of(HOSTS)};
    struct destination to;
    assert_int_equal(N_FORMS, 60);
    int refused = 0;
    for (size_t i = 0; i < N_FORMS; i++) {
        const char *why = destination_read(str_of(forms[i]), &rules, &to);
        if (!why) {
            print_error("let through: %s\n", forms[i]);
        }
        refused += why != NULL;
    }
    print_message("%d of %d address forms refused\n", refused, (int)N_FORMS);
    assert_int_equal(refused, N_FORMS);
}

void test_address__an_allowed_name_passes(void)
{
    static const char *const good[] = {
        "https://login.example.no", "https://login.example.no/",
        "https://login.example.no:443/a?b=c",
        "https://xn--rdgrd-vuad.example.no/.well-known/openid-configuration"};
    struct address_rules rules = {.hosts = str_of(HOSTS)};
    struct destination to;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_null(destination_read(str_of(good[i]), &rules, &to));
        assert_int_equal(to.port, 443);
        assert_true(to.secure);
    }
}

/* ---- addresses that a name may be made to lead to */

static const char *const closed[] = {"0.0.0.0",
                                     "0.1.2.3",
                                     "10.0.0.1",
                                     "10.255.255.255",
                                     "100.64.0.1",
                                     "100.127.255.255",
                                     "127.0.0.1",
                                     "127.255.255.254",
                                     "169.254.169.254",
                                     "172.16.0.1",
                                     "172.31.255.255",
                                     "192.0.0.8",
                                     "192.0.2.1",
                                     "192.88.99.1",
                                     "192.168.0.1",
                                     "198.18.0.1",
                                     "198.19.255.255",
                                     "198.51.100.1",
                                     "203.0.113.1",
                                     "224.0.0.1",
                                     "239.255.255.250",
                                     "240.0.0.1",
                                     "255.255.255.255",
                                     "::",
                                     "::1",
                                     "::127.0.0.1",
                                     "::ffff:127.0.0.1",
                                     "::ffff:93.184.216.34",
                                     "64:ff9b::a00:1",
                                     "64:ff9b:1::1",
                                     "100::1",
                                     "2001::1",
                                     "2001:0:7f00:1::",
                                     "2001:db8::1",
                                     "2002:7f00:1::",
                                     "3fff::1",
                                     "5f00::1",
                                     "fc00::1",
                                     "fd00:ec2::254",
                                     "fe80::1",
                                     "fec0::1",
                                     "ff02::1"};
static const char *const open_ones[] = {
    "93.184.216.34", "100.63.255.255", "100.128.0.1",   "172.15.0.1",
    "172.32.0.1",    "192.167.1.1",    "223.255.255.1", "2606:2800:220:1:248:1893:25c8:1946",
    "2a02:c0::1"};

static void address_of(const char *text, int port, struct sockaddr_storage *out)
{
    struct sockaddr_in *v4 = (void *)out;
    struct sockaddr_in6 *v6 = (void *)out;
    memset(out, 0, sizeof *out);
    if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons((uint16_t)port);
    } else {
        assert_int_equal(inet_pton(AF_INET6, text, &v6->sin6_addr), 1);
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons((uint16_t)port);
    }
}

void test_address__closed_networks_are_closed_and_others_open(void)
{
    struct sockaddr_storage at;
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++) {
        address_of(closed[i], 443, &at);
        if (address_is_open((void *)&at)) {
            fail_msg("open: %s", closed[i]);
        }
    }
    for (size_t i = 0; i < sizeof open_ones / sizeof *open_ones; i++) {
        address_of(open_ones[i], 443, &at);
        if (!address_is_open((void *)&at)) {
            fail_msg("closed: %s", open_ones[i]);
        }
    }
}

/* ---- a resolver that changes its mind */

struct fickle {
    int asked;
    const char *answers[3][2]; /* of the first, second and third question */
};

static size_t fickle_answer(void *data, const char *host, int port, struct sockaddr_storage *out,
                            size_t most)
{
    (void)host;
    struct fickle *f = data;
    const char *const *now = f->answers[f->asked < 2 ? f->asked : 2];
    size_t n = 0;
    for (; n < 2 && n < most && now[n]; n++) {
        address_of(now[n], port, &out[n]);
    }
    f->asked++;
    return n;
}

void test_address__a_name_is_asked_once_and_held_to_the_answer(void)
{
    struct fickle f = {0, {{"93.184.216.34", NULL}, {"127.0.0.1", NULL}, {"127.0.0.1", NULL}}};
    struct address_rules rules = {.hosts = str_of(HOSTS)};
    struct destination to;
    struct sockaddr_storage here, there;
    address_of("127.0.0.1", 443, &here);
    address_of("93.184.216.34", 443, &there);
    assert_null(destination_read(STR("https://login.example.no/"), &rules, &to));
    assert_null(destination_resolve(&to, &rules, fickle_answer, &f));
    assert_int_equal(f.asked, 1);
    assert_true(destination_has(&to, (void *)&there));
    assert_false(destination_has(&to, (void *)&here));
    address_of("93.184.216.34", 22, &there);
    assert_false(destination_has(&to, (void *)&there));
}

void test_address__one_closed_address_among_several_refuses_all(void)
{
    struct fickle f = {0, {{"93.184.216.34", "10.0.0.1"}}};
    struct address_rules rules = {.hosts = str_of(HOSTS)};
    struct destination to;
    assert_null(destination_read(STR("https://login.example.no/"), &rules, &to));
    assert_string_equal(destination_resolve(&to, &rules, fickle_answer, &f), "network");
    assert_int_equal(to.n_at, 0);
}

void test_address__the_whole_errand_is_refused_for_a_name_that_leads_inside(void)
{
    struct fickle f = {0, {{"169.254.169.254", NULL}}};
    struct letter l = {.url = STR("https://login.example.no/"),
                       .hosts = str_of(HOSTS),
                       .ceiling = 1000,
                       .ms = 1000};
    struct answer out;
    struct arena *a = arena_open();
    fetch(a, &l, &(struct courier_limits){0}, fickle_answer, &f, &out);
    assert_int_equal(out.status, 0);
    assert_string_equal(str_z(a, out.trouble), "network");
    fetch(a, &l, &(struct courier_limits){.hosts = "idp.example.org"}, fickle_answer, &f, &out);
    assert_string_equal(str_z(a, out.trouble), "list");
    arena_close(a);
}

void test_address__loopback_is_for_tests_and_leads_nowhere_else(void)
{
    struct fickle f = {0, {{"93.184.216.34", NULL}}};
    struct address_rules rules = {.hosts = STR("127.0.0.1 localhost login.example.no"),
                                  .loopback = true};
    struct destination to;
    assert_null(destination_read(STR("http://127.0.0.1:4000/jwks"), &rules, &to));
    assert_int_equal(to.port, 4000);
    assert_string_equal(destination_resolve(&to, &rules, fickle_answer, &f), "network");
    assert_string_equal(destination_read(STR("http://login.example.no/"), &rules, &to), "scheme");
    assert_string_equal(destination_read(STR("http://10.0.0.1/"), &rules, &to), "host");
}

/* ---- the edges of each rule */

static const char *why_of(const char *url, const char *hosts, bool loopback)
{
    struct address_rules rules = {.hosts = str_of(hosts), .loopback = loopback};
    struct destination to;
    const char *why = destination_read(str_of(url), &rules, &to);
    return why ? why : "none";
}

void test_address__each_refusal_says_what_is_wrong(void)
{
    static const char label63[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    static const struct {
        const char *url, *why;
    } refused[] = {
        {"", "form"},
        {"https://login.example.no/\x7f", "form"},
        {"https://login.example.no?x", "form"},
        {"https:///path", "host"},
        {"https://login~.example.no/", "host"},
        {"https://-login.example.no/", "host"},
        {"https://login.example.n/", "host"},
        {"https://login.example.7o/", "host"},
        {"https://login.example.no:44x/", "port"},
        {"https://login.example.no:x/", "port"},
        {"https://login.example.no:99999/", "port"},
        {"https://login.example.no:444443/", "port"},
        {"https://127.0.0.1/", "host"},
    };
    struct arena *a = arena_open();
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        assert_string_equal(why_of(refused[i].url, HOSTS, false), refused[i].why);
    }
    str hosts = str_printf(a, "%s.no a%s.no", label63, label63);
    assert_string_equal(why_of(str_printf(a, "https://%s.no/", label63).p, hosts.p, false), "none");
    assert_string_equal(why_of(str_printf(a, "https://a%s.no/", label63).p, hosts.p, false),
                        "host");
    str longest = str_printf(a, "%s.%s.%s.%s.no", label63, label63, label63, label63);
    assert_string_equal(why_of(str_printf(a, "https://%s/", longest.p).p, longest.p, false),
                        "host");
    char path[5000];
    memset(path, 'x', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    assert_string_equal(why_of(str_printf(a, "https://login.example.no/%s", path).p, HOSTS, false),
                        "form");
    assert_string_equal(why_of("https://login.example.no/", "  idp.example.org", false), "list");
    arena_close(a);
}

/* Answers with one address, made beforehand. */
static size_t given_answer(void *data, const char *host, int port, struct sockaddr_storage *out,
                           size_t most)
{
    (void)host, (void)port;
    assert_true(most > 0);
    *out = *(struct sockaddr_storage *)data;
    return 1;
}

static size_t no_answer(void *data, const char *host, int port, struct sockaddr_storage *out,
                        size_t most)
{
    (void)data, (void)host, (void)port, (void)out, (void)most;
    return 0;
}

void test_address__only_the_two_families_that_lead_out_do(void)
{
    struct sockaddr_storage at;
    memset(&at, 0, sizeof at);
    at.ss_family = AF_UNIX;
    assert_false(address_is_open((void *)&at));
    address_of("2a02:c0::1", 443, &at);
    assert_true(address_is_open((void *)&at));
    ((struct sockaddr_in6 *)&at)->sin6_scope_id = 2; /* an address of one cable */
    assert_false(address_is_open((void *)&at));
}

void test_address__this_machine_has_two_addresses_and_two_names(void)
{
    static const struct {
        const char *url, *leads_to, *why;
    } ways[] = {
        {"http://localhost:81/", "127.0.0.1", NULL},
        {"http://localhost:81/", "::1", NULL},
        {"http://127.0.0.1:81/", "127.9.9.9", NULL},
        {"http://localhost:81/", "::2", "network"},
        {"http://localhost:81/", NULL, "network"},
        {"https://login.example.no/", "::1", "network"},
    };
    struct address_rules rules = {.hosts = STR("127.0.0.1 localhost login.example.no"),
                                  .loopback = true};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct destination to;
        struct sockaddr_storage at;
        memset(&at, 0, sizeof at);
        at.ss_family = AF_UNIX;
        if (ways[i].leads_to) {
            address_of(ways[i].leads_to, 81, &at);
        }
        assert_null(destination_read(str_of(ways[i].url), &rules, &to));
        const char *why = destination_resolve(&to, &rules, given_answer, &at);
        assert_string_equal(why ? why : "none", ways[i].why ? ways[i].why : "none");
        assert_int_equal(to.n_at, why == NULL);
        assert_true(destination_has(&to, (void *)&at) == (why == NULL));
        assert_string_equal(destination_resolve(&to, &rules, no_answer, NULL), "unknown");
    }
}

void test_address__a_connection_is_told_by_family_number_and_port(void)
{
    struct sockaddr_storage v4, v6, other;
    struct destination to = {.n_at = 1};
    address_of("93.184.216.34", 443, &v4);
    address_of("2a02:c0::1", 443, &v6);
    to.at[0] = v6;
    assert_true(destination_has(&to, (void *)&v6));
    assert_false(destination_has(&to, (void *)&v4));
    address_of("2a02:c0::1", 444, &other);
    assert_false(destination_has(&to, (void *)&other));
    address_of("2a02:c0::2", 443, &other);
    assert_false(destination_has(&to, (void *)&other));
    to.at[0] = v4;
    address_of("93.184.216.35", 443, &other);
    assert_false(destination_has(&to, (void *)&other));
    to.at[0].ss_family = other.ss_family = AF_UNIX;
    assert_false(destination_has(&to, (void *)&other));
}

void test_address__a_lookup_gives_what_there_is_room_for(void)
{
    static const char no_label[] =
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.no";
    struct sockaddr_storage out[2], here;
    address_of("127.0.0.1", 443, &here);
    assert_int_equal(address_lookup(NULL, "127.0.0.1", 443, out, 2), 1);
    struct destination to = {.n_at = 1, .at = {out[0]}};
    assert_true(destination_has(&to, (void *)&here));
    assert_int_equal(address_lookup(NULL, "127.0.0.1", 443, out, 0), 0);
    assert_int_equal(address_lookup(NULL, no_label, 443, out, 2), 0);
}
