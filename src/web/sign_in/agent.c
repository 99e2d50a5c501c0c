/* agent.c - browser, machine and network, as far as their owner needs them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/agent.h"

#include <arpa/inet.h>
#include <string.h>

enum { LONGEST = 60 }; /* bytes of a name that is not known */

str agent_name(struct arena *a, str agent)
{
    static const char *const browsers[][2] = {{"Edg/", "Edge"},        {"OPR/", "Opera"},
                                              {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"},
                                              {"Version/", "Safari"},  {"curl/", "curl"}};
    static const char *const systems[][2] = {{"iPhone", "iPhone"},   {"iPad", "iPad"},
                                             {"Android", "Android"}, {"Windows", "Windows"},
                                             {"Mac OS", "macOS"},    {"Linux", "Linux"}};
    const char *browser = NULL, *system = NULL;
    if (!agent.n || !str_is_utf8(agent, NULL)) {
        return STR_NONE;
    }
    for (size_t i = 0; i < sizeof browsers / sizeof *browsers && !browser; i++) {
        browser = str_contains(agent, str_of(browsers[i][0])) ? browsers[i][1] : NULL;
    }
    for (size_t i = 0; i < sizeof systems / sizeof *systems && !system; i++) {
        system = str_contains(agent, str_of(systems[i][0])) ? systems[i][1] : NULL;
    }
    if (!browser) {
        size_t n = agent.n < LONGEST ? agent.n : LONGEST;
        while (n < agent.n && ((unsigned char)agent.p[n] & 0xC0) == 0x80) {
            n--; /* not within a character */
        }
        return str_copy(a, str_slice(agent, 0, n));
    }
    return system ? str_printf(a, "%s, %s", browser, system) : str_of(browser);
}

enum { PREFIX_4 = 24, PREFIX_6 = 48 };

str agent_network(struct arena *a, str address)
{
    unsigned char bytes[sizeof(struct in6_addr)];
    char text[INET6_ADDRSTRLEN];
    const char *z = str_z(a, address);
    bool is_6 = inet_pton(AF_INET6, z, bytes) == 1;
    static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
    if (is_6 && memcmp(bytes, mapped, sizeof mapped) == 0) {
        memmove(bytes, bytes + sizeof mapped, 4); /* ::ffff:192.0.2.7 is 192.0.2.7 */
        is_6 = false;
    } else if (!is_6 && inet_pton(AF_INET, z, bytes) != 1) {
        return STR_NONE;
    }
    memset(bytes + (is_6 ? PREFIX_6 : PREFIX_4) / 8, 0, is_6 ? 16 - PREFIX_6 / 8 : 1);
    inet_ntop(is_6 ? AF_INET6 : AF_INET, bytes, text, sizeof text);
    return str_printf(a, "%s/%d", text, is_6 ? PREFIX_6 : PREFIX_4);
}
