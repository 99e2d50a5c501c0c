/* log.c - one line an event. The file belongs to the process, not to a piece of work. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE = 8192 };

static int log_fd = STDERR_FILENO;
static const char *log_path;
static volatile sig_atomic_t log_stale;

struct line {
    char text[LINE];
    size_t n;
};

bool log_open(const char *path)
{
    int fd = STDERR_FILENO;
    if (path) {
        fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
        if (fd < 0) {
            return false;
        }
    }
    if (log_fd != STDERR_FILENO) {
        close(log_fd);
    }
    log_fd = fd;
    log_path = path;
    return true;
}

void log_reopen(void)
{
    log_stale = 1;
}

/* Room is kept for the line's end, so a line is cut between characters and stays a line. */
static bool put(struct line *l, const char *p, size_t n)
{
    if (n > LINE - 2 - l->n) {
        return false;
    }
    memcpy(l->text + l->n, p, n);
    l->n += n;
    return true;
}

static void put_z(struct line *l, const char *z)
{
    put(l, z, strlen(z));
}

/* Bytes of the valid UTF-8 sequence at p that may be shown as it is; 0 when it has to be escaped.
 */
static size_t plain(const char *p, size_t n)
{
    unsigned char c = (unsigned char)*p;
    if (c < 0x80) {
        return c >= 0x20 && c != 0x7F && c != '"' && c != '\\';
    }
    size_t length = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
    bool control = c == 0xC2 && n > 1 && (unsigned char)p[1] < 0xA0;
    return length <= n && !control && str_is_utf8(str_n(p, length), NULL) ? length : 0;
}

static void put_value(struct line *l, str s)
{
    put_z(l, "\"");
    for (size_t i = 0; i < s.n;) {
        char escape[8];
        size_t length = plain(s.p + i, s.n - i);
        if (!length) {
            char c = s.p[i];
            snprintf(escape, sizeof escape,
                     c == '\n'   ? "\\n"
                     : c == '\r' ? "\\r"
                     : c == '"'  ? "\\\""
                     : c == '\\' ? "\\\\"
                                 : "\\x%02x",
                     (unsigned char)c);
        }
        if (!put(l, length ? s.p + i : escape, length ? length : strlen(escape))) {
            break;
        }
        i += length ? length : 1;
    }
    put_z(l, "\"");
}

static void put_moment(struct line *l)
{
    struct timespec t;
    struct tm tm;
    char text[40];
    clock_gettime(CLOCK_REALTIME, &t);
    gmtime_r(&t.tv_sec, &tm);
    size_t n = strftime(text, sizeof text, "at=%Y-%m-%dT%H:%M:%S", &tm);
    snprintf(text + n, sizeof text - n, ".%03ldZ", t.tv_nsec / 1000000);
    put_z(l, text);
}

static void write_whole(int fd, const char *p, size_t n)
{
    while (n) {
        ssize_t done = write(fd, p, n);
        if (done < 0 && errno != EINTR) {
            return; /* there is nowhere left to tell it */
        }
        if (done > 0) {
            p += done;
            n -= (size_t)done;
        }
    }
}

void log_write(const char *event, const struct log_value *values, size_t n)
{
    struct line l = {.n = 0};
    if (log_stale) {
        log_stale = 0;
        log_open(log_path);
    }
    put_moment(&l);
    put_z(&l, " event=");
    put_z(&l, event);
    for (size_t i = 0; i < n; i++) {
        const struct log_value *v = &values[i];
        if (!v->name || (!v->is_number && !v->s.p)) {
            continue;
        }
        put_z(&l, " ");
        put_z(&l, v->name);
        put_z(&l, "=");
        if (v->is_number) {
            char number[24];
            snprintf(number, sizeof number, "%lld", (long long)v->i);
            put_z(&l, number);
        } else {
            put_value(&l, v->s);
        }
    }
    l.text[l.n++] = '\n';
    write_whole(log_fd, l.text, l.n);
}
