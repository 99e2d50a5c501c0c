/* fetch.c - one letter carried out, by libcurl, to an address that was checked here. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "courier/fetch.h"

#include "base/hash.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

enum { CONNECT_MS = 5000 };

struct fetching {
    struct destination to;
    struct buf body;
    bool strayed; /* the library wanted to go elsewhere */
};

/* ---- what libcurl calls
 * ------------------------------------------------------------------------------ */

static size_t take(char *data, size_t size, size_t n, void *cls)
{
    struct fetching *f = cls;
    buf_append(&f->body, data, size * n);
    return f->body.full ? 0 : size * n;
}

/* The last word before a connection: only to what was resolved and found open. */
static curl_socket_t open_socket(void *cls, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct fetching *f = cls;
    if (purpose != CURLSOCKTYPE_IPCXN || !destination_has(&f->to, &address->addr)) {
        f->strayed = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* ---- the request
 * ------------------------------------------------------------------------------------- */

/* "name:443:192.0.2.1,[2001:db8::1]": the library asks no resolver. */
static const char *pinned(struct arena *a, const struct destination *to)
{
    struct buf out;
    buf_init(&out, a, 1 * KIB);
    buf_printf(&out, "%s:%d:", to->host, to->port);
    for (size_t i = 0; i < to->n_at; i++) {
        char text[INET6_ADDRSTRLEN] = "";
        const struct sockaddr *one = (const void *)&to->at[i];
        bool v6 = one->sa_family == AF_INET6;
        const void *at =
            v6 ? (const void *)&((const struct sockaddr_in6 *)(const void *)one)->sin6_addr
               : (const void *)&((const struct sockaddr_in *)(const void *)one)->sin_addr;
        inet_ntop(one->sa_family, at, text, sizeof text);
        buf_printf(&out, v6 ? "%s[%s]" : "%s%s", i ? "," : "", text);
    }
    return str_z(a, buf_as_str(&out));
}

static void set_safe(CURL *curl)
{
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https,http");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_HTTP09_ALLOWED, 0L);
    curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "Samstyr");
}

static struct curl_slist *headers(struct arena *a, const struct letter *l)
{
    struct curl_slist *list = curl_slist_append(NULL, "Accept: application/json");
    if (l->authorization.p) {
        list = curl_slist_append(
            list, str_z(a, str_printf(a, "Authorization: %.*s", STR_ARG(l->authorization))));
    }
    return curl_slist_append(list, "Expect:");
}

static str trouble_of(CURLcode code, const struct fetching *f)
{
    if (f->strayed) {
        return STR("network");
    }
    if (f->body.full || code == CURLE_FILESIZE_EXCEEDED) {
        return STR("too-big");
    }
    return code == CURLE_OPERATION_TIMEDOUT         ? STR("slow")
           : code == CURLE_PEER_FAILED_VERIFICATION ? STR("certificate")
                                                    : STR("failed");
}

static void read_result(struct arena *a, CURL *curl, struct fetching *f, struct answer *out)
{
    long status = 0;
    char *type = NULL;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
    str whole = str_of(type);
    ptrdiff_t semicolon = str_index(whole, ';');
    out->status = (int)status;
    out->type =
        str_lower(a, str_trim(semicolon < 0 ? whole : str_slice(whole, 0, (size_t)semicolon)));
    out->body = f->body.data ? buf_as_str(&f->body) : STR("");
}

/* Instead of the system's list, not beside it. */
static void trust_only(CURL *curl, const char *ca)
{
    struct curl_blob blob = {(void *)(uintptr_t)ca, strlen(ca), CURL_BLOB_NOCOPY};
    curl_easy_setopt(curl, CURLOPT_CAINFO, NULL);
    curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
    curl_easy_setopt(curl, CURLOPT_CAINFO_BLOB, &blob);
}

static void perform(struct arena *a, CURL *curl, const struct letter *l, const char *ca,
                    struct fetching *f, struct answer *out)
{
    struct curl_slist *list = headers(a, l), *pins = curl_slist_append(NULL, pinned(a, &f->to));
    set_safe(curl);
    if (ca) {
        trust_only(curl, ca);
    }
    curl_easy_setopt(curl, CURLOPT_URL, str_z(a, l->url));
    curl_easy_setopt(curl, CURLOPT_RESOLVE, pins);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, f);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, f);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)l->ceiling);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)l->ms);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    if (l->form.p) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)l->form.n);
        curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, l->form.p);
    }
    CURLcode code = curl_easy_perform(curl);
    if (code) {
        out->trouble = trouble_of(code, f);
    } else {
        read_result(a, curl, f, out);
    }
    curl_slist_free_all(list);
    curl_slist_free_all(pins);
}

void fetch(struct arena *a, const struct letter *l, const struct courier_limits *limits,
           address_resolver resolver, void *data, struct answer *out)
{
    struct fetching f = {0};
    struct address_rules rules = {.hosts = l->hosts, .loopback = limits->loopback}, all = rules;
    all.hosts = limits->hosts ? str_of(limits->hosts) : l->hosts;
    const char *why = destination_read(l->url, &rules, &f.to);
    why = why ? why : destination_read(l->url, &all, &f.to);
    why = why ? why : destination_resolve(&f.to, &rules, resolver, data);
    *out = (struct answer){.trouble = str_of(why)};
    CURL *curl = why ? NULL : curl_easy_init();
    if (curl) {
        buf_init(&f.body, a, l->ceiling);
        perform(a, curl, l, limits->ca, &f, out);
        curl_easy_cleanup(curl);
    } else if (!why) {
        out->trouble = STR("failed");
    }
}
