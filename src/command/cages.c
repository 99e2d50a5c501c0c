/* cages.c - the cage of each kind of process of the service. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "command/cages.h"

#include "base/hash.h"
#include "base/id.h"
#include "base/log.h"
#include "base/str.h"
#include "db/norwegian.h"

#include <string.h>
#include <unistd.h>

/* What is read to find a place by its name and to know its certificate. */
static const char *const names_and_certificates[] = {
    "/etc/hosts",
    "/etc/resolv.conf",
    "/run/systemd/resolve",
    "/etc/host.conf",
    "/etc/nsswitch.conf",
    "/etc/gai.conf",
    "/etc/services",
    "/etc/ssl",
    "/usr/share/ca-certificates",
    "/usr/local/share/ca-certificates",
};

enum {
    HTTPS_PORT = 443,
    NAMES_PORT = 53,
    POSTGRES_PORT = 5432,
    DATABASE_FILE = PLACE_READ | PLACE_WRITE
};

static void place(struct cage *c, const char *path, unsigned access)
{
    cage_join(c, &(struct cage){.places = {{path, access}}});
}

static const char *folder_of(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash == path ? "/" : str_z(a, str_n(path, (size_t)(slash - path))) : ".";
}

/* A database file and its two companions. In its folder a worker only takes the companions away,
   when it is the last to close; the parent's children make them. */
static void sqlite_files(struct cage *c, struct arena *a, const char *path, bool makes)
{
    const char *log = str_printf(a, "%s-wal", path).p, *index = str_printf(a, "%s-shm", path).p;
    bool all_there = access(path, F_OK) == 0 && access(log, F_OK) == 0 && access(index, F_OK) == 0;
    const char *folder = folder_of(a, path);
    place(c, path, DATABASE_FILE);
    place(c, log, DATABASE_FILE);
    place(c, index, DATABASE_FILE);
    if (makes || !all_there) {
        place(c, folder, DATABASE_FILE | PLACE_MAKE | PLACE_REMOVE);
    } else {
        place(c, folder, PLACE_REMOVE);
    }
}

/* The port of postgresql://...host:port/..., also as ?port=; the address is libpq's to understand,
   so what is not found is the port that PostgreSQL has by itself. */
static uint16_t postgres_port(const char *address)
{
    const char *after = strstr(address, "://");
    const char *at = after ? after + 3 : address;
    const char *name = strstr(at, "port=");
    size_t end = strcspn(at, "/?");
    const char *user = memchr(at, '@', end);
    const char *host = user ? user + 1 : at;
    const char *bracket = memchr(host, ']', (size_t)(at + end - host));
    const char *from = bracket ? bracket : host;
    const char *colon = memchr(from, ':', (size_t)(at + end - from));
    const char *digits = name ? name + 5 : colon ? colon + 1 : "";
    int64_t port = 0;
    return str_to_int(str_n(digits, strspn(digits, "0123456789")), &port) && port > 0 &&
                   port < 65536
               ? (uint16_t)port
               : POSTGRES_PORT;
}

static void database(struct cage *c, struct arena *a, const char *address, bool makes)
{
    if (strncmp(address, "sqlite:", 7) == 0) {
        c->may |= CAGE_FILES;
        if (strcmp(address + 7, ":memory:") != 0) {
            sqlite_files(c, a, address + 7, makes);
        }
        return;
    }
    cage_join(c, &(struct cage){.may = CAGE_CONNECT, .ports = {postgres_port(address)}});
}

/* A connection that is open is enough on PostgreSQL: the work is one transaction. */
static void reader_database(struct cage *c, struct arena *a, const char *address)
{
    if (strncmp(address, "sqlite:", 7) == 0) {
        database(c, a, address, false);
    }
}

void cages_make(struct cages *out, struct arena *a, const char *address, const char *key,
                const char *log, bool loopback)
{
    *out = (struct cages){
        .parent = {.name = "parent", .may = CAGE_FORK | CAGE_FILES},
        .web = {.name = "web", .may = CAGE_ACCEPT},
        .job = {.name = "job"},
        .courier = {.name = "courier",
                    .may =
                        CAGE_FILES | CAGE_CONNECT | CAGE_RESOLVE | (loopback ? CAGE_ANY_PORT : 0),
                    .ports = {HTTPS_PORT, NAMES_PORT}},
        .signer = {.name = "signer", .may = CAGE_FILES},
        .prison = {.name = "prison", .may = CAGE_FORK},
        .cell = {.name = "cell", .may = CAGE_BARE},
        .reader = {.name = "reader"},
    };
    database(&out->web, a, address, false);
    database(&out->job, a, address, false);
    database(&out->signer, a, address, false);
    database(&out->parent, a, address, true);
    reader_database(&out->reader, a, address);
    if (key) {
        unsigned all = PLACE_READ | PLACE_WRITE | PLACE_MAKE | PLACE_REMOVE;
        place(&out->signer, folder_of(a, key), all);
        place(&out->parent, folder_of(a, key), all);
    }
    for (size_t i = 0; i < sizeof names_and_certificates / sizeof *names_and_certificates; i++) {
        place(&out->courier, names_and_certificates[i], PLACE_READ);
    }
    cage_join(&out->parent, &(struct cage){.may = out->web.may | out->courier.may,
                                           .ports = {HTTPS_PORT, NAMES_PORT}});
    place(&out->parent, "/", PLACE_READ); /* certificates, libraries that are opened later */
    if (log) {
        place(&out->parent, folder_of(a, log), PLACE_WRITE | PLACE_MAKE);
    }
}

/* What looks for files when it is first asked: OpenSSL for its settings, ICU for its data. */
static void warm_up(void)
{
    unsigned char some[SHA256_BYTES];
    id_random(some, sizeof some);
    sha256(str_n((const char *)some, sizeof some), some);
    norwegian_compare_slowly(STR("a"), STR("\u00e5"));
}

void cage_enter(const struct cage *cage)
{
    warm_up();
    unsigned all = SANDBOX_CALLS | SANDBOX_FILES | SANDBOX_PORTS, has = sandbox_enter(cage);
    log_event(has == all ? "sandbox.entered" : "sandbox.partly", LOG_Z("kind", cage->name),
              LOG_INT("calls", !!(has & SANDBOX_CALLS)), LOG_INT("files", !!(has & SANDBOX_FILES)),
              LOG_INT("ports", !!(has & SANDBOX_PORTS)));
}

void cage_reader_enter(const struct global *g, const char *address, const char *also)
{
    struct cage reader = {.name = "reader"};
    if (!g->is_process) {
        return;
    }
    if (address) {
        reader_database(&reader, g->arena, address);
    }
    if (also) {
        reader.may |= CAGE_FILES;
        place(&reader, also, PLACE_READ);
    }
    warm_up();
    sandbox_enter(&reader);
}
