/* request.h - one request as a handler sees it: known route, checked sizes, parsed parameters. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "base/arena.h"
#include "base/fault.h"
#include "base/str.h"

enum method {
    METHOD_GET = 1,
    METHOD_POST = 2,
    METHOD_PATCH = 4,
    METHOD_DELETE = 8,
    METHOD_PUT = 16
};

/* What the answer shall be: from the address's ending (.json), else from Accept; a page when
 * silent. */
enum ending { ENDING_PAGE, ENDING_JSON, ENDING_CSV, ENDING_XLSX, ENDING_ICS };

struct param {
    str name, value; /* decoded, valid UTF-8 without control bytes but tab, LF and CR */
};

struct params {
    struct param *at;
    size_t n;
};

struct upload {
    str field, name, type; /* name as the sender gave it: for showing only, never a path */
    str bytes;
};

enum { PATH_ARGS = 6 };

struct gate;
struct later;

struct gate;
struct later;

struct request {
    enum method method;
    str path;      /* as sent, decoded, without ending and query */
    str raw_query; /* as sent, without "?" */
    enum ending ending;
    bool is_api; /* signed in by token, or answer other than a page wanted */
    struct params query;
    struct params form; /* from an urlencoded or multipart body */
    struct upload *uploads;
    size_t n_uploads;
    str body, body_type; /* whole body; type without parameters, lower case */
    str args[PATH_ARGS]; /* what stood in the route's {holes}, in order */
    str if_match;        /* the version of If-Match: 7 from "7" or W/"7"; STR_NONE when absent */
    str accept_language, user_agent, network, cookie_theme, cookie_lang;
    str cookies; /* all, as sent */
    str request_id;
    str host;         /* for absolute addresses: scheme://host */
    str content_type; /* as sent, with its parameters */
    bool accept_gzip;
    bool secure;             /* over TLS, to us or to a proxy we trust */
    str form_header;         /* X-Form-Token */
    str fetch_site, origin;  /* what the browser says about where the request comes from */
    const struct gate *gate; /* the one it came through; set by the gate */
    struct later *later;     /* where slow work goes; NULL: it is done on the spot */
    bool is_body_read;       /* into form and uploads */
    bool is_counted;         /* against the person's quota */
    bool others_wait;        /* for the lock of the database: the server's word */
    bool wants_lock;         /* the gate's answer: somebody else writes, so ask again soon */
    int64_t lock_wanted_at;  /* when it first did, steady_ms; 0: it has not */
};

/* The first value of that name, STR_NONE when absent. */
str params_get(const struct params *p, const char *name);
bool params_has(const struct params *p, const char *name);

#endif
