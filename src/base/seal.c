/* seal.c - secrets that rest in the database or in a browser, under a key that is in neither. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/seal.h"

#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

enum {
    KEY = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES
};

struct seal {
    unsigned char key[KEY];
};

/* ---- the file
 * ---------------------------------------------------------------------------------------- */

/* What was made or moved in the folder of that file is still so after a power failure. */
static bool folder_sync(const char *path)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    int n = slash ? (int)(slash - path) + 1 : 1;
    snprintf(folder, sizeof folder, "%.*s", n, slash ? path : ".");
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_synced = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) {
        close(fd);
    }
    return is_synced;
}

/* Made whole under another name first, so that two who start at once have the same key. */
static bool file_make(const char *path)
{
    struct seal new;
    char temporary[4096];
    int n = snprintf(temporary, sizeof temporary, "%s.%ld", path, (long)getpid());
    if (n < 0 || (size_t)n >= sizeof temporary) {
        errno = ENAMETOOLONG;
        return false;
    }
    int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return false;
    }
    randombytes_buf(new.key, sizeof new.key);
    bool made = write(fd, new.key, sizeof new.key) == (ssize_t)sizeof new.key &&fsync(fd) == 0;
    bytes_wipe(&new, sizeof new);
    made = close(fd) == 0 && made;
    made = made && (link(temporary, path) == 0 || errno == EEXIST);
    int trouble = errno;
    unlink(temporary);
    errno = trouble;
    return made && folder_sync(path);
}

/* The folder that the file is to stand in, when it is not there yet; what goes wrong is told when
   the file is made. */
static void folder_make(const char *path)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    if (slash && slash > path && (size_t)(slash - path) < sizeof folder) {
        memcpy(folder, path, (size_t)(slash - path));
        folder[slash - path] = 0;
        mkdir(folder, 0700);
    }
}

/* systemd hands a credential over as root's file with an access list that names the service alone:
   then the bits of the group are that list's mask, and no group reads it (systemd.exec,
   Credentials). */
static bool is_listed(int fd, const struct stat *s)
{
    return s->st_uid == 0 && fgetxattr(fd, "system.posix_acl_access", NULL, 0) > 0;
}

static bool is_private(int fd)
{
    struct stat s;
    if (fstat(fd, &s)) {
        return false;
    }
    mode_t others = s.st_mode & (S_IRWXG | S_IRWXO);
    bool private = others == 0 || (others == S_IRGRP && is_listed(fd, &s));
    errno = EPERM;
    return S_ISREG(s.st_mode) && private;
}

static bool key_read(struct seal *s, int fd)
{
    unsigned char more;
    bool whole =
        read(fd, s->key, sizeof s->key) == (ssize_t)sizeof s->key && read(fd, &more, 1) == 0;
    errno = whole ? 0 : EINVAL;
    return whole;
}

struct seal *seal_open(const char *path)
{
    if (sodium_init() < 0) {
        errno = ENOSYS;
        return NULL;
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        folder_make(path);
        fd = file_make(path) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    }
    struct seal *s = fd >= 0 ? calloc(1, sizeof *s) : NULL;
    bool good = s && is_private(fd) && key_read(s, fd);
    int trouble = errno;
    if (fd >= 0) {
        close(fd);
    }
    if (!good) {
        seal_close(s);
        s = NULL;
    }
    errno = trouble;
    return s;
}

void seal_close(struct seal *s)
{
    if (s) {
        bytes_wipe(s, sizeof *s);
        free(s);
    }
}

bool seal_replace(const char *path)
{
    char next[4096], before[4096];
    int n = snprintf(next, sizeof next, "%s.next", path);
    if (n >= (int)sizeof next - 2) {
        errno = ENAMETOOLONG;
        return false;
    }
    snprintf(before, sizeof before, "%s.before", path);
    return (unlink(before) == 0 || errno == ENOENT) && link(path, before) == 0 &&
           rename(next, path) == 0 && folder_sync(path);
}

/* ---- sealing
 * ----------------------------------------------------------------------------------------- */

str seal_text(const struct seal *s, struct arena *a, str purpose, str plain)
{
    unsigned char *out = arena_raw(a, NONCE + plain.n + TAG);
    unsigned long long n = 0;
    randombytes_buf(out, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE, &n, (const unsigned char *)plain.p,
                                               plain.n, (const unsigned char *)purpose.p, purpose.n,
                                               NULL, out, s->key);
    return base64url(a, str_n((const char *)out, NONCE + (size_t)n));
}

bool seal_read(const struct seal *s, struct arena *a, str purpose, str sealed, str *plain)
{
    str bytes;
    *plain = STR_NONE;
    if (!s || !sealed.n || !base64url_read(a, sealed, &bytes) || bytes.n < NONCE + TAG) {
        return false;
    }
    unsigned char *out = arena_raw(a, bytes.n);
    unsigned long long n = 0;
    const unsigned char *at = (const unsigned char *)bytes.p;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, &n, NULL, at + NONCE, bytes.n - NONCE,
                                                   (const unsigned char *)purpose.p, purpose.n, at,
                                                   s->key)) {
        return false;
    }
    *plain = str_n((const char *)out, (size_t)n);
    return true;
}
