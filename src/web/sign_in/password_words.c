/* password_words.c - passwords that are guessed first: common words, names at hand, rows of keys.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/password.h"
#include "web/sign_in/refused.h"

#include <string.h>

/* Ours, not a list of what has leaked: the words that most of what leaks in Norway is put together
   from. What is left when they are taken out must still be something. */
static const char *const words[] = {
    "administrator",  "velkommen",  "passordet", "passphrase", "innlogging", "sikkerhet",
    "tryggleik",      "samstyr",    "passord",   "password",   "kommune",    "fylkeskommune",
    "statsforvalter", "qwertyuiop", "asdfghjkl", "zxcvbnm",    "qwerty",     "qazwsx",
    "hemmelig",       "hemmeleg",   "superman",  "batman",     "sunshine",   "princess",
    "football",       "baseball",   "iloveyou",  "letmein",    "welcome",    "dragon",
    "monkey",         "master",     "shadow",    "secret",     "sommer",     "sommar",
    "vinter",         "winter",     "summer",    "spring",     "autumn",     "norge",
    "noreg",          "norway",     "oslo",      "bergen",     "trondheim",  "stavanger",
    "liverpool",      "manchester", "arsenal",   "brann",      "rosenborg",  "fotball",
    "kjærlighet",     "pappa",      "mamma",     "elsker",     "login",      "admin",
    "bruker",         "guest",      "gjest",     "test",       "demo",       "høst",
    "haust",          "vår",        "jul",       "januar",     "februar",    "mars",
    "april",          "juni",       "juli",      "august",     "september",  "oktober",
    "november",       "desember",   "mandag",    "fredag",     "abc",
};
enum { N_WORDS = sizeof words / sizeof *words };

enum { LEAST_LEFT = 5, LEAST_DIFFERENT = 5, SHORTEST_NAME = 4 };

/* p4ssw0rd is password. */
static char plain(char c)
{
    switch (c) {
    case '0':
        return 'o';
    case '1':
    case '!':
        return 'i';
    case '3':
        return 'e';
    case '4':
    case '@':
        return 'a';
    case '5':
    case '$':
        return 's';
    case '7':
        return 't';
    default:
        return c;
    }
}

static void take_out(char *text, const char *word)
{
    size_t n = strlen(word);
    for (char *at = n ? strstr(text, word) : NULL; at; at = strstr(at, word)) {
        memset(at, ' ', n);
    }
}

static size_t letters_left(const char *text)
{
    size_t n = 0;
    for (; *text; text++) {
        n += (*text >= 'a' && *text <= 'z') || (unsigned char)*text >= 0xC0;
    }
    return n;
}

/* aaaaaaaaaaaa, 123123123123, abcdefghijkl: few characters, or each the neighbour of the one
 * before. */
static bool is_row(const char *text)
{
    bool seen[256] = {false};
    size_t different = 0, steps = 0, n = strlen(text);
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        different += !seen[c];
        seen[c] = true;
        int step = i ? text[i] - text[i - 1] : 9;
        steps += step >= -1 && step <= 1;
    }
    return different < LEAST_DIFFERENT || steps * 4 >= n * 3;
}

bool password_is_common(struct arena *a, str password, const str *names, size_t n_names)
{
    str lower = str_lower(a, password);
    char *text = (char *)str_z(a, lower);
    if (is_row(text)) {
        return true;
    }
    for (char *c = text; *c; c++) {
        *c = plain(*c);
    }
    for (size_t i = 0; i < n_names; i++) {
        str name, rest = str_lower(a, names[i]);
        while (str_split(&rest, ' ', &name)) {
            if (name.n >= SHORTEST_NAME) {
                take_out(text, str_z(a, name));
            }
        }
    }
    for (size_t i = 0; i < N_WORDS; i++) {
        take_out(text, words[i]);
    }
    return letters_left(text) < LEAST_LEFT && str_length(password) < 2 * PASSWORD_SHORTEST;
}

err password_refusal_of(struct ctx *ctx, const struct refused *list, int64_t person_id,
                        str password, const char **refusal)
{
    str names[3];
    size_t n = 0;
    struct rows *rows;
    *refusal = password_refusal(password);
    *refusal = !*refusal && refused_has(list, password) ? KEY("sign_in.password_leaked") : *refusal;
    if (*refusal) {
        return OK;
    }
    err e = db_query(ctx->db,
                     "SELECT o.name, p.name, p.email FROM person p "
                     "JOIN organisation o ON o.id = p.organisation_id WHERE p.id = :id",
                     BINDS(B_INT("id", person_id)), &rows);
    if (e) {
        return e;
    }
    if (rows_next(rows)) {
        for (; n < 2; n++) {
            names[n] = str_copy(ctx->arena, rows_text(rows, (int)n));
        }
        str email = str_copy(ctx->arena, rows_text(rows, 2)), part;
        if (str_split(&email, '@', &part)) {
            names[n++] = part;
        }
    }
    *refusal =
        password_is_common(ctx->arena, password, names, n) ? KEY("sign_in.password_common") : NULL;
    return rows_end(rows);
}
