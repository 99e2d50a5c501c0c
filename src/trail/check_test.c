/* check_test.c - each thing that can be wrong in the tables is found, and told as what it is. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/check.h"

#include "trail/erase.h"
#include "trail/handover.h"
#include "trail/signer_files.h"
#include "trail/signing_for_test.h"

enum { SOMEBODY = 4711, FULL = 70, EMPTY, TITLED }; /* three risks, an event of each */

static int64_t number_of(struct signing *t, int64_t thing_id)
{
    struct trail_event *events;
    size_t n;
    assert_done(&t->k, trail_read(&t->k.ctx, t->k.body, STR("risk"), thing_id, 0, 1, &events, &n));
    assert_int_equal(n, 1);
    return events[0].number;
}

static void write_three(struct signing *t)
{
    const struct change changes[] = {{"title", STR("old"), STR("new")},
                                     {"due_on", STR_NONE, STR("x")}};
    assert_done(&t->k, db_begin_write(t->k.t->db));
    t->k.ctx.actor.person_id = SOMEBODY;
    t->k.ctx.request = STR("r-1");
    assert_done(&t->k, trail_append(&t->k.ctx, t->k.body, "risk", FULL, 3, "change", STR("why"),
                                    changes, 2));
    t->k.ctx.actor.person_id = 0;
    t->k.ctx.request = STR_NONE;
    assert_done(&t->k,
                trail_append(&t->k.ctx, t->k.body, "risk", EMPTY, 1, "change", STR_NONE, NULL, 0));
    assert_done(&t->k, trail_append(&t->k.ctx, t->k.body, "risk", TITLED, 1, "change", STR_NONE,
                                    changes, 1));
    assert_done(&t->k, db_commit(t->k.t->db));
}

/* What the check finds when that was done to the tables; they are as before after it. */
static str found_after(struct signing *t, const char *sql)
{
    static const char zeroes[4 * 32];
    struct trail_check c;
    struct logbook b = signing_book(t);
    assert_done(&t->k, db_begin_write(t->k.t->db));
    assert_done(&t->k, db_run(t->k.t->db, sql,
                              BINDS(B_INT("log", b.id), B_INT("body", t->k.body),
                                    B_BLOB("zeroes", str_n(zeroes, sizeof zeroes)),
                                    B_BLOB("short", STR("abc")),
                                    B_TEXT("says", STR("note erases 900 title\nfield @reason")),
                                    B_TEXT("why", STR("note because key-lost\n")),
                                    B_BLOB("edge", str_n(zeroes, tlog_edge_n(b.tree.size) * 32))),
                              NULL));
    assert_done(&t->k, signing_check_now(t, &c));
    db_rollback(t->k.t->db);
    return buf_as_str(&t->found);
}

/* Exactly that, or that among others. */
static void assert_finds(struct signing *t, const char *sql, const char *expected)
{
    assert_str(found_after(t, sql), expected);
}

static void assert_found_too(struct signing *t, const char *expected)
{
    str found = buf_as_str(&t->found);
    if (!str_contains(found, str_of(expected))) {
        print_error("found: %.*s\nnot:   %s\n", STR_ARG(found), expected);
    }
    assert_true(str_contains(found, str_of(expected)));
}

static void assert_finds_too(struct signing *t, const char *sql, const char *expected)
{
    found_after(t, sql);
    assert_found_too(t, expected);
}

static void whole(struct signing *t)
{
    struct trail_check c;
    signing_pass(t);
    assert_done(&t->k, signing_check_once(t, &c));
    assert_int_equal(c.n_logs, 2);
    assert_int_equal(c.n_unsigned, 0);
    assert_true(c.is_compared);
    signing_append(t, 2);
    assert_done(&t->k, signing_check_once(t, &c));
    assert_int_equal(c.n_unsigned, 2);
    assert_int_equal(buf_as_str(&t->found).n, 0);
}

void test_check__finds_nothing_where_nothing_is_wrong(void)
{
    signing_tell(whole);
}

/* ---- events
 * ------------------------------------------------------------------------------------------- */

static void events(struct signing *t)
{
    write_three(t);
    signing_pass(t);
    signing_off_the_rail(t);
    assert_string_equal(signing_found(t), "");
    struct arena *a = t->k.ctx.arena;
    const char *event = str_printf(a, "trail.bad.event %lld; ", (long long)number_of(t, FULL)).p;
    static const char *const sets[] = {
        "kind = 'measure'",
        "thing_id = 71",
        "thing_version = 4",
        "at = 1",
        "verb = 'approve'",
        "actor_id = NULL",
        "salts = :short",
        "changes = 'no json'",
        "changes = '{}'",
        "changes = '{\"title\":[\"old\",\"new\"],\"due_on\":[null,\"x\"],\"more\":[null,\"x\"]}'",
    };
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        assert_finds(t, str_printf(a, "UPDATE event SET %s WHERE thing_id = 70", sets[i]).p, event);
    }
    assert_finds(t, "UPDATE trail_actor SET pseudonym = 'another'", event);
    assert_finds(t, "DELETE FROM trail_actor", ""); /* he is forgotten, which is allowed */
    assert_finds(t, "DELETE FROM event WHERE thing_id = 70", event);
    assert_finds_too(t, "UPDATE event SET log_id = NULL WHERE thing_id = 70", event);
    assert_finds_too(t, "UPDATE event SET number = number + 1 WHERE thing_id = 70", event);
    assert_finds(t,
                 "INSERT INTO event (id, organisation_id, kind, thing_id, thing_version, at, verb, "
                 "changes, log_id, number) VALUES (100000, :body, 'risk', 1, 1, 0, 'accept', '{}', "
                 ":log, 3)",
                 "trail.bad.loose 100000; ");
    assert_finds(t,
                 "INSERT INTO event (id, organisation_id, kind, thing_id, thing_version, at, verb, "
                 "changes) VALUES (100000, :body, 'risk', 1, 1, 0, 'accept', '{}')",
                 "trail.bad.loose 100000; ");
}

void test_check__finds_an_event_that_its_entry_does_not_say(void)
{
    signing_tell(events);
}

static void values(struct signing *t)
{
    write_three(t);
    signing_off_the_rail(t);
    assert_string_equal(signing_found(t), "");
    struct arena *a = t->k.ctx.arena;
    static const struct {
        int64_t thing;
        const char *set, *key, *rest;
    } damages[] = {
        {FULL, "reason = 'another'", "trail.bad.value", " @reason"},
        {FULL, "reason = NULL", "trail.bad.value", " @reason"},
        {FULL, "request = 'r-2'", "trail.bad.value", " @request"},
        {FULL, "changes = replace(changes, 'old', 'odd')", "trail.bad.value", " title"},
        {FULL, "changes = replace(changes, 'new', 'now')", "trail.bad.value", " title"},
        {FULL, "changes = replace(changes, '\"title\"', '\"name\"')", "trail.bad.value", " title"},
        /* what was not said cannot be said later */
        {EMPTY, "reason = 'because'", "trail.bad.event", ""},
        {EMPTY, "request = 'r-2'", "trail.bad.event", ""},
        {TITLED, "reason = 'because'", "trail.bad.event", ""},
        {TITLED, "request = 'r-2'", "trail.bad.event", ""},
    };
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        assert_finds(t,
                     str_printf(a, "UPDATE event SET %s WHERE thing_id = %lld", damages[i].set,
                                (long long)damages[i].thing)
                         .p,
                     str_printf(a, "%s %lld%s; ", damages[i].key,
                                (long long)number_of(t, damages[i].thing), damages[i].rest)
                         .p);
    }
    /* Emptied, and no entry says that it was erased; half emptied. */
    const char *n = str_from_int(a, number_of(t, FULL)).p;
    assert_finds(t,
                 "UPDATE event SET salts = :zeroes, reason = NULL, request = NULL, changes = "
                 "'{\"title\":null,\"due_on\":null}' WHERE thing_id = 70",
                 str_printf(a,
                            "trail.bad.erased %s @reason; trail.bad.erased %s @request; "
                            "trail.bad.erased %s title; trail.bad.erased %s due_on; ",
                            n, n, n, n)
                     .p);
    assert_finds_too(
        t, "UPDATE event SET salts = :zeroes WHERE thing_id = 70",
        str_printf(a, "trail.bad.value %s title; trail.bad.value %s due_on; ", n, n).p);
}

void test_check__finds_a_value_that_is_another_or_was_not_there(void)
{
    signing_tell(values);
}

/* ---- entries, hashes, frontier
 * ---------------------------------------------------------------------------- */

static void entries(struct signing *t)
{
    write_three(t);
    signing_off_the_rail(t);
    struct arena *a = t->k.ctx.arena;
    long long n = number_of(t, FULL);
    const char *entry = str_printf(a, "trail.bad.entry %lld; ", n).p;
    static const char *const sets[] = {
        "leaf = :short",
        "entry = 'no entry'",
        "entry = replace(entry, 'log samstyr', 'log other')",
        "entry = replace(entry, 'risk 70', 'risk 71')",
        "entry = replace(entry, 'type change', 'type erase')",
        "number = 900000",
        "entry = replace(replace(entry, 'type change', 'type erase'), 'field @reason', :says)",
    };
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        assert_finds_too(t,
                         str_printf(a,
                                    "UPDATE trail_entry SET %s WHERE log_id = :log AND entry "
                                    "LIKE '%%object risk 70 %%'",
                                    sets[i])
                             .p,
                         entry);
    }
    const char *last = str_from_int(a, signing_book(t).tree.size - 1).p;
    assert_finds_too(
        t,
        str_printf(a,
                   "UPDATE trail_entry SET number = number + 1 WHERE log_id = :log AND "
                   "number = %s",
                   last)
            .p,
        str_printf(a, "trail.bad.entry %s; ", last).p);
    assert_finds_too(t, "DELETE FROM trail_entry WHERE log_id = :log AND number = 3",
                     "trail.bad.entry 3; ");
    assert_finds(t, "UPDATE trail_log SET edge = :edge WHERE id = :log",
                 str_printf(a, "trail.bad.frontier %lld %lld; ",
                            (long long)signing_book(t).tree.size,
                            (long long)signing_book(t).tree.size)
                     .p);
    signing_append(t, 30);
    str found = found_after(t, "UPDATE trail_entry SET leaf = :short WHERE log_id = :log");
    size_t told = 0;
    for (str one; str_split(&found, ';', &one);) {
        told++;
    }
    assert_int_equal(told, 20 + 1); /* no more, and what follows the last of them */
}

void test_check__finds_an_entry_that_is_another(void)
{
    signing_tell(entries);
}

static void frontier(struct signing *t)
{
    struct trail_check c;
    struct logbook b = signing_book(t);
    static const char zeroes[63 * 32];
    signing_append(t, 1);
    for (int64_t size = b.tree.size + 2; size < b.tree.size + 4; size++) {
        str edge = str_n(zeroes, tlog_edge_n(size) * 32);
        assert_done(&t->k, db_begin_write(t->k.t->db));
        assert_done(
            &t->k,
            db_run(t->k.t->db, "UPDATE trail_log SET size = :size, edge = :edge WHERE id = :log",
                   BINDS(B_INT("size", size), B_BLOB("edge", edge), B_INT("log", b.id)), NULL));
        assert_done(&t->k, signing_check_now(t, &c));
        assert_str(buf_as_str(&t->found),
                   str_printf(t->k.ctx.arena, "trail.bad.frontier %lld %lld; ",
                              (long long)b.tree.size + 1, (long long)size)
                       .p);
        db_rollback(t->k.t->db);
    }
    /* A size that no frontier has is no log at all. */
    static const char *const broken[] = {"size = -1", "size = size + 1000", "edge = :short"};
    for (size_t i = 0; i < 3; i++) {
        assert_done(&t->k, db_begin_write(t->k.t->db));
        assert_done(
            &t->k,
            db_run(
                t->k.t->db,
                str_printf(t->k.ctx.arena, "UPDATE trail_log SET %s WHERE id = :log", broken[i]).p,
                BINDS(B_INT("log", b.id), B_BLOB("short", STR("abc"))), NULL));
        assert_refused(&t->k, signing_check_now(t, &c), "error.history_broken");
        assert_refused(&t->k, logbook_find(&t->k.ctx, t->k.body, &b), "error.history_broken");
        db_rollback(t->k.t->db);
    }
}

void test_check__finds_a_frontier_that_is_not_that_of_the_entries(void)
{
    signing_tell(frontier);
}

static err check_again(struct signing *t)
{
    struct trail_check c;
    return signing_check_once(t, &c);
}

static void nodes(struct signing *t)
{
    signing_append(t, (int)(257 - signing_book(t).tree.size));
    signing_off_the_rail(t);
    assert_string_equal(signing_found(t), "");
    assert_finds(t, "DELETE FROM trail_node WHERE log_id = :log", "trail.bad.node 256; ");
    assert_finds(t, "UPDATE trail_node SET hash = :short WHERE log_id = :log",
                 "trail.bad.node 256; ");
    signing_sweep_from(t, 255, check_again);
}

void test_check__finds_a_hash_above_the_entries_that_is_another(void)
{
    signing_tell(nodes);
}

/* ---- heads
 * -------------------------------------------------------------------------------------------- */

/* A head that somebody signed who has a key, under any name, of any size and root. */
struct forgery {
    const struct signer_key *by;
    const char *name; /* NULL: the log's */
    int64_t size;
    bool is_other_tree;
};

static void forge(struct signing *t, const struct forgery *f)
{
    struct logbook b = signing_book(t);
    struct note_key named;
    struct checkpoint c = {.origin = f->name ? str_of(f->name) : b.origin, .size = b.tree.size};
    if (!f->is_other_tree) {
        tlog_root(b.hasher, &b.tree, &c.root);
    }
    note_key_of(f->by->public, c.origin, &named);
    struct arena *a = t->k.ctx.arena;
    str note = note_sign(a, checkpoint_text(a, &c), &named, f->by->secret);
    assert_done(&t->k,
                db_run(t->k.t->db,
                       "INSERT INTO trail_checkpoint (log_id, size, key, at, note) VALUES (:log, "
                       ":size, :key, :at, :note)",
                       BINDS(B_INT("log", b.id), B_INT("size", f->size), B_INT("at", t->now - 1),
                             B_TEXT("key", note_key_text(a, &named)), B_TEXT("note", note)),
                       NULL));
}

static void assert_forgery_found(struct signing *t, const struct forgery *f)
{
    struct trail_check c;
    assert_done(&t->k, db_begin_write(t->k.t->db));
    forge(t, f);
    assert_done(&t->k, signing_check_now(t, &c));
    db_rollback(t->k.t->db);
    assert_str(buf_as_str(&t->found),
               str_printf(t->k.ctx.arena, "trail.bad.checkpoint %lld; ", (long long)f->size).p);
}

static void heads(struct signing *t)
{
    struct signer_key key, stranger;
    signing_append(t, 1);
    signing_pass(t);
    signing_append(t, 1);
    signing_pass(t);
    signing_off_the_rail(t);
    struct arena *a = t->k.ctx.arena;
    int64_t size = signing_book(t).tree.size;
    const char *last = str_printf(a, "trail.bad.checkpoint %lld; ", (long long)size).p;
    const char *first = str_printf(a, "trail.bad.checkpoint %lld; ", (long long)size - 1).p;
    assert_true(signer_key_load(t->path, &key));
    signer_key_draw(&stranger);
    static const struct {
        const char *set;
        bool of_last;
    } damages[] = {
        {"note = 'no note'", true},
        {"note = replace(note, 'samstyr/', 'samstyr-')", true},
        {"key = replace(key, 'samstyr/', 'samstyr-')", false},
        {"key = 'no key'", false},
        {"size = 2", false},
        {"size = 0", false},
        {"size = 900000", true},
    };
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        const char *sql =
            str_printf(a,
                       "UPDATE trail_checkpoint SET %s WHERE log_id = :log AND size "
                       "= %lld",
                       damages[i].set, (long long)(damages[i].of_last ? size : size - 1))
                .p;
        str found = found_after(t, sql);
        const char *expected = i == 4               ? "trail.bad.checkpoint 2; "
                               : i == 5             ? "trail.bad.checkpoint 0; "
                               : i == 6             ? "trail.bad.checkpoint 900000; "
                               : damages[i].of_last ? last
                                                    : first;
        assert_str(found, expected);
    }
    assert_finds_too(t, "UPDATE trail_checkpoint SET key = 'no key' WHERE log_id = :log", last);
    assert_finds_too(t, "UPDATE trail_checkpoint SET key = 'no key' WHERE log_id = :log", first);
    const struct forgery forgeries[] = {
        {&stranger, NULL, size, false},           /* by a key that nobody handed over to */
        {&key, "samstyr/0/org/1/1", size, false}, /* of another log */
        {&key, NULL, size + 5, false},            /* of a size that there never was */
        {&stranger, NULL, size, true},            /* of another tree */
    };
    for (size_t i = 0; i < sizeof forgeries / sizeof *forgeries; i++) {
        assert_forgery_found(t, &forgeries[i]);
    }
    signing_append(t, 1);
    assert_forgery_found(t, &(struct forgery){&key, NULL, size + 1, true});
}

void test_check__finds_a_head_that_was_not_signed_of_this_tree(void)
{
    signing_tell(heads);
}

static void keys(struct signing *t)
{
    struct signer_key stranger;
    for (int i = 0; i < 3; i++) { /* the third key has not signed yet */
        signing_append(t, 1);
        signing_pass(t);
        assert_done(&t->k, handover_make(&t->k.ctx, t->path));
    }
    assert_string_equal(signing_found(t), "");
    signer_key_draw(&stranger);
    int64_t size = signing_book(t).tree.size;
    assert_done(&t->k, db_begin_write(t->k.t->db));
    forge(t, &(struct forgery){&stranger, NULL, size, false}); /* a true one, by nobody's leave */
    assert_done(&t->k, db_commit(t->k.t->db));
    signing_append(t, 1);
    signing_pass(t);
    assert_string_equal(
        signing_found(t),
        str_printf(t->k.ctx.arena, "trail.bad.checkpoint %lld; ", (long long)size).p);
}

void test_check__follows_the_keys_that_handed_over(void)
{
    signing_tell(keys);
}

static void remembered(struct signing *t)
{
    struct trail_check c;
    signing_append(t, 6);
    signing_pass(t);
    int64_t size = signing_book(t).tree.size;
    struct arena *a = t->k.ctx.arena;
    signing_cut(t, size - 2);
    const char *behind = str_printf(a, "trail.bad.checkpoint %lld; trail.bad.behind %lld %lld; ",
                                    (long long)size, (long long)size - 2, (long long)size)
                             .p;
    assert_done(&t->k, signing_check_once(t, &c));
    assert_found_too(t, behind);
    signing_append(t, 5);
    assert_done(&t->k, signing_check_once(t, &c));
    assert_found_too(t, str_printf(a, "trail.bad.forked %lld; ", (long long)size).p);
    FILE *f =
        fopen(str_printf(a, "%s.state", t->path).p, "we"); /* what cannot be read tells nothing */
    fputs("no state", f);
    fclose(f);
    assert_done(&t->k, signing_check_once(t, &c));
    assert_false(c.is_compared);
    signing_forget_files(t);
    assert_done(&t->k, signing_check_once(t, &c));
    assert_false(c.is_compared);
}

void test_check__compares_with_what_the_signer_remembers(void)
{
    signing_tell(remembered);
}

/* ---- generations
 * -------------------------------------------------------------------------------------- */

static err erase_title(struct signing *t)
{
    static const str fields[] = {{"title", 5}};
    const struct erasure what = {.organisation_id = t->k.body,
                                 .kind = "risk",
                                 .thing_id = FULL,
                                 .thing_version = 3,
                                 .fields = fields,
                                 .n_fields = 1,
                                 .basis = STR("art. 17")};
    int64_t n;
    err e = db_begin_write(t->k.t->db);
    e = e ? e : trail_erase(&t->k.ctx, &what, &n);
    return e ? e : db_commit(t->k.t->db);
}

static void count_entries(void *p, int64_t done, int64_t all)
{
    (void)p;
    assert_in_range(done, 1, all);
}

static void generations(struct signing *t)
{
    struct arena *a = t->k.ctx.arena;
    write_three(t);
    signing_pass(t);
    int64_t number = number_of(t, FULL), old = signing_book(t).id;
    unlink(t->path); /* a key that was lost begins another generation, and breaks nothing else */
    signing_reopen(t);
    signing_pass(t);
    assert_int_equal(t->n_heard, 2);
    assert_int_equal(signing_book(t).generation, 2);
    assert_string_equal(signing_found(t), "");
    signing_off_the_rail(t);
    str origin;
    assert_done(&t->k, db_text(t->k.t->db, a, "SELECT origin FROM trail_log WHERE id = :id",
                               BINDS(B_INT("id", old)), &origin));
    const char *quote = str_printf(a, "trail.bad.quote %.*s; ", STR_ARG(origin)).p;
    static const char *const others[] = {"replace(entry, 'type continue', 'type begin')",
                                         "replace(entry, 'note continues', 'note')",
                                         "replace(entry, :why, '')", "'no entry'"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_finds_too(t,
                         str_printf(a,
                                    "UPDATE trail_entry SET entry = %s WHERE log_id = :log AND "
                                    "number = 0",
                                    others[i])
                             .p,
                         quote);
    }
    /* What the closed generation holds is erased by an entry of the next one. */
    signing_sweep(t, erase_title);
    signing_sweep(t, check_again);
    assert_finds_too(t,
                     "UPDATE trail_entry SET entry = replace(entry, 'note erases-in', 'note was') "
                     "WHERE log_id = :log",
                     str_printf(a, "trail.bad.erased %lld title; ", (long long)number).p);
    struct trail_check c = {.ctx = &t->k.ctx,
                            .key_path = NULL,
                            .problem = signing_problem,
                            .tick = count_entries,
                            .p = t};
    assert_done(&t->k, db_begin_read(t->k.t->db));
    assert_done(&t->k, trail_check(&c, t->k.body));
    db_rollback(t->k.t->db);
    assert_int_equal(c.n_logs, 2);
    assert_int_equal(c.n_erased, 1);
    assert_false(c.is_compared);
}

void test_check__follows_a_log_through_its_generations(void)
{
    signing_tell(generations);
}
