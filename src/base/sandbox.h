/* sandbox.h - a cage for a process: what it may still ask of the kernel, and which files and ports
   are left to it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H

#include <stdbool.h>
#include <stdint.h>

/* Is this a build with sanitizers? They take memory, time and calls of their own. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITISED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITISED 1
#endif
#endif
#ifndef SANITISED
#define SANITISED 0
#endif

/* What a cage leaves beside memory, time, threads, and reading and writing what is open already. */
enum {
    CAGE_FORK = 1 << 0,    /* start processes that stay in the same cage, wait for them, end them */
    CAGE_ACCEPT = 1 << 1,  /* take connections on a socket that listens already */
    CAGE_CONNECT = 1 << 2, /* stream sockets to the ports of the list */
    CAGE_RESOLVE = 1 << 3, /* datagram sockets too: questions to a name server */
    CAGE_FILES = 1 << 4,   /* open files: those of the places */
    CAGE_ANY_PORT = 1 << 6, /* with CAGE_CONNECT: to whatever port */
    CAGE_BARE = 1 << 5, /* none of the above, no threads, and the first foreign call is the end */
};

/* What may be done at a place and below it. */
enum {
    PLACE_READ = 1 << 0,   /* read files, list folders */
    PLACE_WRITE = 1 << 1,  /* write files that are there */
    PLACE_MAKE = 1 << 2,   /* make files; with PLACE_WRITE */
    PLACE_REMOVE = 1 << 3, /* remove files */
};

struct cage_place {
    const char *path; /* one that is not there is passed over */
    unsigned access;
};

enum { CAGE_PLACES = 16, CAGE_PORTS = 8 };

struct cage {
    const char *name; /* of the kind of process, for the log */
    unsigned may;
    struct cage_place places[CAGE_PLACES]; /* ended by one without a path */
    uint16_t ports[CAGE_PORTS];            /* ended by 0 */
};

/* What this kernel gives: bits. */
enum {
    SANDBOX_CALLS = 1 << 0, /* seccomp with its filter that ends a process (Linux 4.14) */
    SANDBOX_FILES = 1 << 1, /* Landlock (Linux 5.13) */
    SANDBOX_PORTS = 1 << 2, /* Landlock's rules for TCP (Linux 6.7) */
};
unsigned sandbox_available(void);

/* Puts this process in the cage, for good, and all that it starts. To be called with one thread,
   before the first byte from outside is read, and after what the cage forbids has been opened.

   Four answers to a call: what is allowed is done. What no part of the program or of its libraries
   ever does (start a program, look into another process, mount, load code into the kernel ...) ends
   the process at once, SIGSYS. Anything else, which libraries try to see whether it works, is
   refused with EPERM; in a bare cage it too ends the process. Files and ports are refused with
   EACCES.

   Returns what holds from now on, bits of SANDBOX_. What the kernel does not have is left out and
   the caller says so; a cage that the kernel has but refuses ends the process. In a build with
   sanitizers a few calls more are allowed, which the leak checker makes at the end. */
unsigned sandbox_enter(const struct cage *cage);

/* Makes room in all for what one leaves: the cage of a parent, which its children's stand in. */
void cage_join(struct cage *all, const struct cage *one);

#endif
