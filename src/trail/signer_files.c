/* signer_files.c - the signer's key and state on the disk. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/signer_files.h"

#include "base/buf.h"
#include "base/id.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_LINE "samstyr/signing-key/1\n"
#define STATE_LINE "samstyr/signed/1\n"

enum { LONGEST_KEY = 256 };
#define LONGEST_STATE (64 * MIB)

err signer_file_fault(struct fault *f, err code, const char *key, const char *path)
{
    const char *why = strerror(errno);
    fault_detail(f, "%s: %s", path, why);
    return fault_tell(f, code, key, FAULT_LIST(str_of(path), str_of(why)));
}

static bool write_all(int fd, str text)
{
    while (text.n) {
        ssize_t n = write(fd, text.p, text.n);
        if (n <= 0) {
            return false;
        }
        text = str_slice(text, (size_t)n, text.n);
    }
    return true;
}

/* Closes what is on the disk by then. */
static bool settle(int fd)
{
    bool is_there = fsync(fd) == 0;
    return close(fd) == 0 && is_there;
}

/* The folder as well: in it stands which file has the name. */
static bool folder_settle(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *folder = slash ? str_z(a, str_n(path, (size_t)(slash - path) + 1)) : ".";
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 ? false : settle(fd);
}

/* Whole and on the disk, or not there: written beside, synced, then given its name. */
static bool file_put(struct arena *a, const char *path, str text, bool exclusive)
{
    const char *beside = str_printf(a, "%s.%ld.new", path, (long)getpid()).p;
    unlink(beside);
    int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool put = fd >= 0;
    if (put) {
        put = write_all(fd, text);
        put = settle(fd) && put;
    }
    put = put && (exclusive ? link(beside, path) : rename(beside, path)) == 0 &&
          folder_settle(a, path);
    int trouble = put ? 0 : errno;
    unlink(beside);
    errno = trouble;
    return put;
}

/* A whole file of its owner's, or nothing: one that breaks off is not read. */
static bool file_get(struct arena *a, const char *path, size_t ceiling, str *out)
{
    struct buf b;
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    bool good = fstat(fd, &st) == 0;
    if (good && (st.st_mode & 077)) {
        errno = EPERM;
        good = false;
    }
    buf_init(&b, a, ceiling);
    for (ssize_t n = 1; good && n > 0;) {
        char *room = buf_room(&b, 4096);
        errno = EFBIG; /* unless the system says otherwise */
        n = room ? read(fd, room, 4096) : -1;
        good = n >= 0;
        b.n += good ? (size_t)n : 0;
    }
    int trouble = errno;
    close(fd);
    errno = trouble;
    *out = buf_as_str(&b);
    return good;
}

void signer_key_draw(struct signer_key *out)
{
    unsigned char seed[crypto_sign_SEEDBYTES];
    id_random(seed, sizeof seed);
    crypto_sign_seed_keypair(out->public, out->secret, seed);
    bytes_wipe(seed, sizeof seed);
}

/* libsodium's secret begins with the seed, which is all that is kept. */
bool signer_key_save(const char *path, const struct signer_key *key, bool exclusive)
{
    struct arena *a = arena_open();
    str seed = base64(a, str_n(key->secret, crypto_sign_SEEDBYTES));
    str text = STR_JOIN(a, STR(KEY_LINE), seed, STR("\n"));
    bool saved = file_put(a, path, text, exclusive);
    int trouble = errno;
    bytes_wipe((void *)seed.p, seed.n);
    bytes_wipe((void *)text.p, text.n);
    arena_close(a);
    errno = trouble;
    return saved;
}

bool signer_key_load(const char *path, struct signer_key *out)
{
    struct arena *a = arena_open();
    str text = STR_NONE, seed = STR_NONE;
    bool read = file_get(a, path, LONGEST_KEY + 4096, &text);
    int trouble = errno;
    if (read) {
        str line = str_slice(text, sizeof KEY_LINE - 1, text.n);
        read = str_starts(text, KEY_LINE) && str_ends(line, "\n") &&
               base64_read(a, str_slice(line, 0, line.n - 1), &seed) &&
               seed.n == crypto_sign_SEEDBYTES;
        trouble = read ? 0 : EINVAL;
    }
    if (read) {
        crypto_sign_seed_keypair(out->public, out->secret, (const unsigned char *)seed.p);
        bytes_wipe((void *)seed.p, seed.n);
    }
    bytes_wipe((void *)text.p, text.n);
    arena_close(a);
    errno = trouble;
    return read;
}

bool signer_state_save(struct arena *a, const char *path, const struct signer_state *state)
{
    struct buf b;
    buf_init(&b, a, LONGEST_STATE);
    buf_literal(&b, STATE_LINE);
    buf_str(&b, hex(a, str_n(state->public, NOTE_PUBLIC)));
    buf_char(&b, '\n');
    for (size_t i = 0; i < state->n; i++) {
        const struct signed_log *l = &state->logs[i];
        buf_str(&b, l->origin);
        buf_char(&b, ' ');
        buf_int(&b, l->tree.size);
        buf_char(&b, ' ');
        buf_str(&b, hex(a, str_n(l->tree.edge, tlog_edge_n(l->tree.size) * SHA256_BYTES)));
        buf_char(&b, '\n');
    }
    return !b.full && file_put(a, path, buf_as_str(&b), false);
}

static bool log_read(struct arena *a, struct signer_state *state, str line)
{
    str origin, size, edge;
    int64_t n;
    str_split(&line, ' ', &origin);
    if (!origin.n || !str_split(&line, ' ', &size) || !str_to_int(size, &n) || n < 0 ||
        !hex_read(a, line, &edge) || edge.n != tlog_edge_n(n) * SHA256_BYTES) {
        return false;
    }
    struct signed_log *l = signer_state_of(a, state, str_copy(a, origin));
    l->tree.size = n;
    memcpy(l->tree.edge, edge.p, edge.n);
    return true;
}

bool signer_state_load(struct arena *a, const char *path, struct signer_state *out)
{
    str text, line, public;
    *out = (struct signer_state){0};
    if (!file_get(a, path, LONGEST_STATE, &text)) {
        out->is_new = errno == ENOENT;
        return out->is_new;
    }
    errno = EINVAL;
    str rest = str_slice(text, sizeof STATE_LINE - 1, text.n);
    if (!str_starts(text, STATE_LINE) || !str_ends(text, "\n")) {
        return false;
    }
    str_split(&rest, '\n', &line);
    if (!hex_read(a, line, &public) || public.n != NOTE_PUBLIC) {
        return false;
    }
    memcpy(out->public, public.p, NOTE_PUBLIC);
    while (rest.n) {
        str_split(&rest, '\n', &line);
        if (!log_read(a, out, line)) {
            return false;
        }
    }
    return true;
}

struct signed_log *signer_state_of(struct arena *a, struct signer_state *state, str origin)
{
    for (size_t i = 0; i < state->n; i++) {
        if (str_eq(state->logs[i].origin, origin)) {
            return &state->logs[i];
        }
    }
    if (state->n == state->size) {
        size_t size = state->size ? state->size * 2 : 16;
        struct signed_log *logs = ARENA_ARRAY(a, size, struct signed_log);
        if (state->n) {
            memcpy(logs, state->logs, state->n * sizeof *logs);
        }
        state->logs = logs;
        state->size = size;
    }
    state->logs[state->n] = (struct signed_log){.origin = str_copy(a, origin)};
    return &state->logs[state->n++];
}
