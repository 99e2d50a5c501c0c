/* address.c - where the courier may go. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "courier/address.h"

#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST_URL = 2048, LONGEST_LABEL = 63 };

/* ---- networks
 * ---------------------------------------------------------------------------------------- */

struct network {
    unsigned char at[16];
    int bits;
};

static const struct network closed4[] = {
    {{0}, 8},             /* this network */
    {{10}, 8},            /* private */
    {{100, 64}, 10},      /* shared, CGNAT */
    {{127}, 8},           /* loopback */
    {{169, 254}, 16},     /* link-local: also where clouds keep their secrets */
    {{172, 16}, 12},      /* private */
    {{192, 0, 0}, 24},    /* protocol assignments */
    {{192, 0, 2}, 24},    /* documentation */
    {{192, 31, 196}, 24}, /* AS112 */
    {{192, 52, 193}, 24}, /* AMT */
    {{192, 88, 99}, 24},  /* 6to4 relays */
    {{192, 168}, 16},     /* private */
    {{192, 175, 48}, 24}, /* AS112 */
    {{198, 18}, 15},      /* benchmarks */
    {{198, 51, 100}, 24}, /* documentation */
    {{203, 0, 113}, 24},  /* documentation */
    {{224}, 3},           /* multicast, reserved, broadcast */
};

/* Of IPv6 only what is given out for use is open, and these parts of it are not. */
static const struct network open6 = {{0x20}, 3};
static const struct network closed6[] = {
    {{0x20, 0x01, 0x00}, 23},             /* protocol assignments, Teredo among them */
    {{0x20, 0x01, 0x0D, 0xB8}, 32},       /* documentation */
    {{0x20, 0x02}, 16},                   /* 6to4 */
    {{0x26, 0x20, 0x00, 0x4F, 0x80}, 48}, /* AS112 */
    {{0x3F, 0xFE}, 16},                   /* the old test network */
    {{0x3F, 0xFF}, 20},                   /* documentation */
};

static bool is_in(const unsigned char *address, const struct network *n)
{
    int whole = n->bits / 8, rest = n->bits % 8;
    unsigned char mask = (unsigned char)(0xFF00 >> rest);
    return memcmp(address, n->at, (size_t)whole) == 0 &&
           (rest == 0 || (address[whole] & mask) == (n->at[whole] & mask));
}

bool address_is_open(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const void *)address;
        for (size_t i = 0; i < sizeof closed4 / sizeof *closed4; i++) {
            if (is_in((const void *)&v4->sin_addr, &closed4[i])) {
                return false;
            }
        }
        return true;
    }
    if (address->sa_family != AF_INET6) {
        return false;
    }
    const struct sockaddr_in6 *v6 = (const void *)address;
    if (!is_in(v6->sin6_addr.s6_addr, &open6) || v6->sin6_scope_id) {
        return false;
    }
    for (size_t i = 0; i < sizeof closed6 / sizeof *closed6; i++) {
        if (is_in(v6->sin6_addr.s6_addr, &closed6[i])) {
            return false;
        }
    }
    return true;
}

static bool is_this_machine(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const void *)address;
        return ((const unsigned char *)&v4->sin_addr)[0] == 127;
    }
    const struct sockaddr_in6 *v6 = (const void *)address;
    return address->sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
}

/* ---- names
 * ------------------------------------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_label(str label)
{
    if (!label.n || label.n > LONGEST_LABEL || label.p[0] == '-' || label.p[label.n - 1] == '-') {
        return false;
    }
    for (size_t i = 0; i < label.n; i++) {
        if (!is_digit(label.p[i]) && !is_lower(label.p[i]) && label.p[i] != '-') {
            return false;
        }
    }
    return true;
}

/* Names that never lead out (RFC 6761, RFC 8375), whatever a resolver says. */
static bool is_local(str host)
{
    static const char *const ends[] = {".localhost", ".local", ".localdomain", ".internal",
                                       ".intranet",  ".lan",   ".home",        ".corp",
                                       ".arpa",      ".onion", ".test",        ".invalid"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (str_ends(host, ends[i])) {
            return true;
        }
    }
    return false;
}

/* Two labels or more, the last one of letters (or an encoded one): so no number, however written,
   is ever taken for a name. */
static bool is_name(str host)
{
    str rest = host, label = STR_NONE;
    size_t n = 0;
    if (!host.n || host.n > ADDRESS_HOST || str_ends(host, ".")) {
        return false;
    }
    while (str_split(&rest, '.', &label)) {
        if (!is_label(label)) {
            return false;
        }
        n++;
    }
    return n >= 2 && label.n >= 2 && is_lower(label.p[0]) && !is_local(host);
}

static bool is_listed(str hosts, str host)
{
    str one;
    while (str_split(&hosts, ' ', &one)) {
        if (str_eq(one, host)) {
            return true;
        }
    }
    return false;
}

/* ---- an address
 * -------------------------------------------------------------------------------------- */

/* Printable ASCII without what parsers disagree on. */
static bool is_plain(str url)
{
    for (size_t i = 0; i < url.n; i++) {
        if (url.p[i] <= ' ' || url.p[i] > '~' || strchr("\\\"<>^`{|}#", url.p[i])) {
            return false;
        }
    }
    return url.n && url.n <= LONGEST_URL;
}

static bool take_port(str text, bool loopback, int *out)
{
    int64_t n;
    if (!text.n || text.n > 5 || text.p[0] == '0' || !is_digit(text.p[0]) ||
        !str_to_int(text, &n) || n > 65535) {
        return false;
    }
    *out = (int)n;
    return loopback || n == 443;
}

const char *destination_read(str url, const struct address_rules *rules, struct destination *out)
{
    *out = (struct destination){.port = 443, .secure = str_starts(url, "https://")};
    bool plain_http = str_starts(url, "http://");
    if (!is_plain(url)) {
        return "form";
    }
    if (!out->secure && !(plain_http && rules->loopback)) {
        return "scheme";
    }
    out->port = out->secure ? 443 : 80;
    str rest = str_slice(url, out->secure ? 8 : 7, url.n);
    ptrdiff_t slash = str_index(rest, '/'), question = str_index(rest, '?');
    if (question >= 0 && (slash < 0 || question < slash)) {
        return "form";
    }
    str host = slash < 0 ? rest : str_slice(rest, 0, (size_t)slash);
    if (str_index(host, '@') >= 0) {
        return "userinfo";
    }
    ptrdiff_t colon = str_index(host, ':');
    if (colon >= 0) {
        if (str_starts(host, "[") ||
            !take_port(str_slice(host, (size_t)colon + 1, host.n), rules->loopback, &out->port)) {
            return str_starts(host, "[") ? "host" : "port";
        }
        host = str_slice(host, 0, (size_t)colon);
    }
    bool here = rules->loopback && (str_is(host, "127.0.0.1") || str_is(host, "localhost"));
    if (!here && !is_name(host)) {
        return "host";
    }
    if (!out->secure && !here) {
        return "scheme";
    }
    if (!is_listed(rules->hosts, host)) {
        return "list";
    }
    memcpy(out->host, host.p, host.n);
    return NULL;
}

/* ---- where the name leads
 * -------------------------------------------------------------------------- */

const char *destination_resolve(struct destination *d, const struct address_rules *rules,
                                address_resolver resolver, void *data)
{
    bool here =
        rules->loopback && (strcmp(d->host, "127.0.0.1") == 0 || strcmp(d->host, "localhost") == 0);
    d->n_at = resolver(data, d->host, d->port, d->at, ADDRESS_MOST);
    if (!d->n_at) {
        return "unknown";
    }
    for (size_t i = 0; i < d->n_at; i++) {
        const struct sockaddr *one = (const void *)&d->at[i];
        if (here ? !is_this_machine(one) : !address_is_open(one)) {
            d->n_at = 0;
            return "network";
        }
    }
    return NULL;
}

static bool same_address(const struct sockaddr *a, const struct sockaddr *b)
{
    if (a->sa_family != b->sa_family) {
        return false;
    }
    if (a->sa_family == AF_INET) {
        const struct sockaddr_in *x = (const void *)a, *y = (const void *)b;
        return x->sin_port == y->sin_port && x->sin_addr.s_addr == y->sin_addr.s_addr;
    }
    const struct sockaddr_in6 *x = (const void *)a, *y = (const void *)b;
    return a->sa_family == AF_INET6 && x->sin6_port == y->sin6_port &&
           memcmp(&x->sin6_addr, &y->sin6_addr, sizeof x->sin6_addr) == 0;
}

bool destination_has(const struct destination *d, const struct sockaddr *address)
{
    for (size_t i = 0; i < d->n_at; i++) {
        if (same_address((const void *)&d->at[i], address)) {
            return true;
        }
    }
    return false;
}

size_t address_lookup(void *data, const char *host, int port, struct sockaddr_storage *out,
                      size_t most)
{
    (void)data;
    char service[8];
    snprintf(service, sizeof service, "%d", port);
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV}, *found = NULL;
    size_t n = 0;
    if (getaddrinfo(host, service, &hints, &found)) {
        return 0;
    }
    for (struct addrinfo *at = found; at && n < most; at = at->ai_next) {
        memcpy(&out[n++], at->ai_addr, at->ai_addrlen); /* any address fits in a storage */
    }
    freeaddrinfo(found);
    return n;
}
