/* address.h - where the courier may go: one strict reading of an address, one list of networks. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef COURIER_ADDRESS_H
#define COURIER_ADDRESS_H

#include "base/str.h"

#include <sys/socket.h>

enum { ADDRESS_HOST = 253, ADDRESS_MOST = 8 };

/* What an administrator allows. loopback is for tests and development alone: http and any port, but
   to this machine only. */
struct address_rules {
    str hosts; /* names, with a space between them: nothing else is reached */
    bool loopback;
};

/* Where one letter goes: read from its address, then resolved once. */
struct destination {
    char host[ADDRESS_HOST + 1];
    int port;
    bool secure; /* https */
    struct sockaddr_storage at[ADDRESS_MOST];
    size_t n_at;
};

/* Gives the addresses of a name, at most `most`, with the port set; 0 when there are none. */
typedef size_t (*address_resolver)(void *data, const char *host, int port,
                                   struct sockaddr_storage *out, size_t most);

/* Is that a network of the open internet? Everything else is refused: private, loopback,
   link-local, shared (CGNAT), multicast, documentation, and IPv6 that carries IPv4 inside (mapped,
   compatible, NAT64, 6to4, Teredo). Source: the special-purpose registries of IANA (RFC 6890 and
   its updates). */
bool address_is_open(const struct sockaddr *address);

/* Reads "https://name/path". NULL when it may be gone to, else why not, as a word for the log:
   "form", "scheme", "userinfo", "port", "host" (a number, an unusual or a local name) or "list"
   (not one that the administrator allows). Names are compared as they stand: lower case, no final
   dot, no escapes, nothing outside ASCII. */
const char *destination_read(str url, const struct address_rules *rules, struct destination *out);

/* Looks the name up, once. NULL when every address is open (with rules->loopback: is this
   machine's), else "unknown" or "network": one closed address among several refuses them all. */
const char *destination_resolve(struct destination *d, const struct address_rules *rules,
                                address_resolver resolver, void *data);

/* Is that one of the addresses that were found? Asked again when the socket is opened, so that
   nothing between the check and the connection can lead elsewhere. */
bool destination_has(const struct destination *d, const struct sockaddr *address);

/* The system's own resolver. */
size_t address_lookup(void *data, const char *host, int port, struct sockaddr_storage *out,
                      size_t most);

#endif
