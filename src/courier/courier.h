/* courier.h - the one process that speaks to the outside, and how the others hand it letters. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef COURIER_COURIER_H
#define COURIER_COURIER_H

#include "base/buf.h"
#include "base/str.h"

#include <signal.h>

/* Bounds of one letter, whatever it asks for. */
enum {
    LETTER_LARGEST = 64 * 1024,   /* the letter itself */
    ANSWER_LARGEST = 1024 * 1024, /* the body of what comes back */
    LETTER_LONGEST_MS = 20 * 1000
};

/* One request by HTTP. */
struct letter {
    str url;
    str hosts; /* names that the administrator allows for this matter, with a space between them */
    str form;  /* application/x-www-form-urlencoded, sent by POST; STR_NONE: GET */
    str authorization; /* header value, STR_NONE for none */
    size_t ceiling;    /* largest body that is taken back, in bytes; at most ANSWER_LARGEST */
    int64_t ms;        /* how long it may take in all; at most LETTER_LONGEST_MS */
};

/* What came back; texts live in the arena that was given. */
struct answer {
    int status;  /* of HTTP; 0 when it was not delivered */
    str trouble; /* then why: a word of address.h, or "slow", "too-big", "certificate",
                    "failed", "busy", "gone" */
    str type;    /* content type without parameters, lower case */
    str body;
};

/* The way to the courier: made in the parent before the others start, used by all of them. */
struct courier;
struct courier *courier_open(void); /* NULL when there are no more files */
void courier_close(struct courier *c);

/* What the courier keeps to, whatever a letter says. */
struct courier_limits {
    bool loopback;     /* tests and development: http, any port, this machine only */
    const char *hosts; /* only these, with a space between them; NULL: what the letter says */
    const char *ca; /* certificates (PEM) that vouch for others, and no others do; NULL: those that
                       the system trusts */
};

/* The courier's own work, in a process that has no other: takes letters until *stop, then ends
   those at hand. Returns an exit code. */
int courier_run(struct courier *c, const struct courier_limits *limits,
                volatile sig_atomic_t *stop);

/* Sends a letter without waiting. The file, not blocking, from which the answer is read until its
   end; -1 when the courier takes no more. The caller closes it. */
int courier_send(const struct courier *c, struct arena *a, const struct letter *letter);
/* Takes what has come from that file; true when nothing more will. */
bool courier_take(int fd, struct buf *in);
/* How large a buffer for courier_take may become. */
#define COURIER_BUFFER (ANSWER_LARGEST + 4 * KIB)
/* What the taken bytes say; "gone" when they are not whole. */
void courier_read(struct arena *a, str bytes, struct answer *out);
/* Sends and waits: for workers that have nothing else to do meanwhile. */
void courier_ask(const struct courier *c, struct arena *a, const struct letter *letter,
                 struct answer *out);

#endif
