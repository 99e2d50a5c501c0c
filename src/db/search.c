/* search.c - words and their stems, and the two engines' full-text indexes over them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "db/search.h"

#include "base/buf.h"
#include "base/never.h"
#include "base/text.h"
#include "db/engine.h"

#include <assert.h>
#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

enum {
    WORD = 64,         /* bytes of a word that count */
    TYPED = 1000,      /* bytes of what people typed */
    TYPED_WORDS = 12,  /* words of it */
    PREFIX_FROM = 2,   /* a last word shorter than this is not taken as a beginning */
    BODY = 256 * 1024, /* bytes of a text; PostgreSQL's index takes 1 MiB of words a thing */
};

/* Text as UTF-16, normalised to NFKC with case folded; what is not UTF-8 separates words. */
struct folded {
    UChar *text;
    int32_t n, at;
};

/* n is -1 when there is no memory. */
static struct folded fold(struct arena *a, str s)
{
    struct folded f = {NULL, 0, 0};
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *folding = unorm2_getNFKCCasefoldInstance(&status);
    int32_t n = 0, size = (int32_t)(s.n < BODY ? s.n : BODY);
    UChar *raw = ARENA_ARRAY(a, (size_t)size + 1, UChar);
    u_strFromUTF8WithSub(raw, size + 1, &n, s.n ? s.p : "", size, ' ', NULL, &status);
    f.text = ARENA_ARRAY(a, (size_t)n * 2 + 1, UChar);
    f.n = unorm2_normalize(folding, raw, n, f.text, n * 2 + 1, &status);
    if (status == U_BUFFER_OVERFLOW_ERROR) { /* a few signs stand for many letters */
        status = U_ZERO_ERROR;
        int32_t room = f.n + 1;
        f.text = ARENA_ARRAY(a, (size_t)room, UChar);
        f.n = unorm2_normalize(folding, raw, n, f.text, room, &status);
    }
    if (U_FAILURE(status)) {
        f.n = -1;
    }
    return f;
}

static bool in_word(UChar32 c)
{
    return (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0;
}

/* The next word as UTF-8, cut at WORD bytes; 0 at the end. */
static size_t next_word(struct folded *f, char word[WORD])
{
    size_t n = 0;
    while (f->at < f->n) {
        UChar32 c;
        U16_NEXT(f->text, f->at, f->n, c);
        if (!in_word(c)) {
            if (n) {
                break;
            }
            continue;
        }
        size_t length = U8_LENGTH(c);
        if (n + length <= WORD) {
            U8_APPEND_UNSAFE(word, n, c);
        }
    }
    return n;
}

/* Of at most WORD bytes, which the stemmer has room for since search_open. */
static str stem(struct sb_stemmer *stemmer, const char *word, size_t n)
{
    const sb_symbol *s = sb_stemmer_stem(stemmer, (const sb_symbol *)word, (int)n);
    return (str){(const char *)s, ALWAYS(s) ? (size_t)sb_stemmer_length(stemmer) : 0};
}

/* The longest word makes the stemmer's room, and the first folding reads ICU's tables, which it
   does not do again if it failed once. */
struct sb_stemmer *search_open(void)
{
    static const char longest[WORD] = {0};
    struct sb_stemmer *stemmer = sb_stemmer_new("norwegian", "UTF_8");
    UErrorCode status = U_ZERO_ERROR;
    unorm2_getNFKCCasefoldInstance(&status);
    if (stemmer && U_SUCCESS(status) &&
        sb_stemmer_stem(stemmer, (const sb_symbol *)longest, sizeof longest)) {
        return stemmer;
    }
    sb_stemmer_delete(stemmer);
    return NULL;
}

void search_close(struct sb_stemmer *stemmer)
{
    sb_stemmer_delete(stemmer);
}

/* Each word twice: for everybody, and as the body's own, so that a question within a body meets
   short lists only. No stem has a "_", so the two cannot be mistaken. */
static void put_word(struct buf *b, int64_t organisation_id, str word)
{
    buf_str(b, word);
    buf_char(b, ' ');
    buf_int(b, organisation_id);
    buf_char(b, '_');
    buf_str(b, word);
}

static bool put_stems(struct buf *b, struct sb_stemmer *stemmer, int64_t organisation_id, str s)
{
    struct folded f = fold(b->arena, s);
    char word[WORD];
    size_t n;
    while ((n = next_word(&f, word)) != 0) {
        buf_char(b, ' ');
        put_word(b, organisation_id, stem(stemmer, word, n));
    }
    return f.n >= 0;
}

/* STR_NONE when there is no memory for all of them. */
static str stems(struct arena *a, struct sb_stemmer *stemmer, int64_t organisation_id,
                 const char *kind, str title, str body)
{
    struct buf b;
    buf_init(&b, a, 64 * (size_t)BODY);
    put_word(&b, organisation_id, str_printf(a, "k_%s", kind));
    bool all = put_stems(&b, stemmer, organisation_id, title) &&
               put_stems(&b, stemmer, organisation_id, body);
    return all ? buf_as_str(&b) : STR_NONE;
}

/* SQLite's index has the words only, so what a row had before has to be told when it goes. A
   trigger cannot do it: with trusted_schema off it may not touch the index. */
static err sqlite_drop(struct db *db, const char *kind, int64_t thing_id)
{
    const struct bind binds[] = {B_TEXT("kind", str_of(kind)), B_INT("thing_id", thing_id)};
    err e = db_run(db,
                   "INSERT INTO search_index (search_index, rowid, stemmed)"
                   " SELECT 'delete', id, stemmed FROM search"
                   " WHERE kind = :kind AND thing_id = :thing_id",
                   binds, 2, NULL);
    return e ? e
             : db_run(db, "DELETE FROM search WHERE kind = :kind AND thing_id = :thing_id", binds,
                      2, NULL);
}

static err sqlite_id(struct db *db, const char *kind, int64_t thing_id, int64_t *out)
{
    return db_int(db, "SELECT id FROM search WHERE kind = :kind AND thing_id = :thing_id",
                  BINDS(B_TEXT("kind", str_of(kind)), B_INT("thing_id", thing_id)), out);
}

/* Statements that are plain for SQLite: one that selects what it inserts, or gives back a row,
   would write the waiting words of all things before it to the index each time. */
static err sqlite_put(struct db *db, const struct bind *binds, size_t n, const char *kind,
                      int64_t thing_id, str stemmed)
{
    int64_t id = 0;
    err e = sqlite_id(db, kind, thing_id, &id);
    e = e || !id ? e : sqlite_drop(db, kind, thing_id);
    e = e ? e
          : db_run(db,
                   "INSERT INTO search (organisation_id, kind, thing_id, title, stemmed)"
                   " VALUES (:organisation_id, :kind, :thing_id, :title, :stemmed)",
                   binds, n, NULL);
    e = e ? e : sqlite_id(db, kind, thing_id, &id);
    return e ? e
             : db_run(db, "INSERT INTO search_index (rowid, stemmed) VALUES (:id, :stemmed)",
                      BINDS(B_INT("id", id), B_TEXT("stemmed", stemmed)), NULL);
}

static err postgres_put(struct db *db, const struct bind *binds, size_t n)
{
    return db_run(db,
                  "INSERT INTO search (organisation_id, kind, thing_id, title, stemmed)"
                  " VALUES (:organisation_id, :kind, :thing_id, :title,"
                  " array_to_tsvector(string_to_array(:stemmed, ' ')))"
                  " ON CONFLICT (kind, thing_id) DO UPDATE"
                  " SET organisation_id = excluded.organisation_id, title = excluded.title,"
                  " stemmed = excluded.stemmed",
                  binds, n, NULL);
}

err search_put(struct db *db, int64_t organisation_id, const char *kind, int64_t thing_id,
               str title, str body)
{
    assert(db_in_transaction(db));
    struct arena *a = arena_open_backed(NULL);
    str stemmed = a ? stems(a, db->stemmer, organisation_id, kind, title, body) : STR_NONE;
    if (!stemmed.p) {
        arena_close(a);
        return db_no_memory(db);
    }
    const struct bind binds[] = {
        B_INT("organisation_id", organisation_id),
        B_TEXT("kind", str_of(kind)),
        B_INT("thing_id", thing_id),
        B_TEXT("title", title.p ? title : STR("")),
        B_TEXT("stemmed", stemmed),
    };
    size_t n = sizeof binds / sizeof *binds;
    err e = db_engine(db) == DB_SQLITE ? sqlite_put(db, binds, n, kind, thing_id, stemmed)
                                       : postgres_put(db, binds, n);
    arena_close(a);
    return e;
}

err search_drop(struct db *db, const char *kind, int64_t thing_id)
{
    assert(db_in_transaction(db));
    if (db_engine(db) == DB_SQLITE) {
        return sqlite_drop(db, kind, thing_id);
    }
    return db_run(db, "DELETE FROM search WHERE kind = :kind AND thing_id = :thing_id",
                  BINDS(B_TEXT("kind", str_of(kind)), B_INT("thing_id", thing_id)), NULL);
}

err search_purge(struct db *db)
{
    return db_engine(db) == DB_SQLITE
               ? db_run(db, "INSERT INTO search_index (search_index) VALUES ('optimize')", NO_BINDS,
                        NULL)
               : OK;
}

/* One word of the question. Stems hold letters, digits and marks only, so both kinds of quotes are
   safe around them. */
static void ask(struct buf *b, enum db_engine engine, int64_t organisation_id, str word,
                bool beginning)
{
    char quote = engine == DB_SQLITE ? '"' : '\'';
    if (b->n) {
        buf_z(b, engine == DB_SQLITE ? " AND " : " & ");
    }
    buf_char(b, quote);
    if (organisation_id) {
        buf_int(b, organisation_id);
        buf_char(b, '_');
    }
    buf_str(b, word);
    buf_char(b, quote);
    if (beginning) {
        buf_z(b, engine == DB_SQLITE ? "*" : ":*");
    }
}

str search_query_in(struct arena *a, struct db *db, int64_t organisation_id, const char *kind,
                    str typed)
{
    struct folded f = fold(a, str_slice(typed, 0, TYPED));
    struct buf b;
    char word[WORD], following[WORD];
    size_t n = next_word(&f, word);
    if (f.n < 0) {
        db_no_memory(db);
    }
    if (!n) {
        return STR_NONE;
    }
    buf_init(&b, a, 64 * KIB);
    for (int i = 0; n && i < TYPED_WORDS; i++) {
        size_t n_following = next_word(&f, following);
        str s = stem(db->stemmer, word, n);
        ask(&b, db_engine(db), organisation_id, s, !n_following && str_length(s) >= PREFIX_FROM);
        memcpy(word, following, n_following);
        n = n_following;
    }
    if (kind) {
        ask(&b, db_engine(db), organisation_id, str_printf(a, "k_%s", kind), false);
    }
    return buf_as_str(&b);
}

str search_query(struct arena *a, struct db *db, str typed)
{
    return search_query_in(a, db, 0, NULL, typed);
}

const char *search_condition(const struct db *db)
{
    return db_engine(db) == DB_SQLITE ? "search.id IN (SELECT rowid FROM search_index WHERE "
                                        "search_index MATCH :search_match)"
                                      : "search.stemmed @@ CAST(:search_match AS tsquery)";
}
