/* address.c - fuzz: an address that the courier is asked to go to. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "courier/address.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Whatever is let through leads to the one name of the list, by TLS, at its port. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct address_rules rules = {.hosts = STR("login.example.no")};
    struct destination to;
    str url = str_n((const char *)data, n);
    if (!destination_read(url, &rules, &to)) {
        if (strcmp(to.host, "login.example.no") != 0 || to.port != 443 || !to.secure ||
            !str_starts(url, "https://login.example.no")) {
            abort();
        }
    }
    rules.loopback = true;
    rules.hosts = STR("127.0.0.1 localhost login.example.no");
    if (!destination_read(url, &rules, &to) && !to.secure && strcmp(to.host, "127.0.0.1") != 0 &&
        strcmp(to.host, "localhost") != 0) {
        abort();
    }
    return 0;
}
