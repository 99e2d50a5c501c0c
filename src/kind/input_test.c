/* input_test.c - what people and programs write is read in one way, or refused at its field. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/input.h"

#include "db/engine.h"
#include "format/json/read.h"
#include "kind/kind_for_test.h"

static const struct field *field_of(const char *kind, const char *name)
{
    const struct field *f = kind_field(kind_named(str_of(kind)), str_of(name));
    assert_non_null(f);
    return f;
}

/* ---- numbers
 * ------------------------------------------------------------------------------------------------
 */

static void numbers(struct kind_test *k)
{
    static const struct {
        const char *text;
        int64_t ore; /* NO_NUMBER: refused */
    } moneys[] = {
        {"1234", 123400},
        {" 1 234,50 ", 123450},
        {"1\xC2\xA0"
         "234,5",
         123450},
        {"1\xE2\x80\xAF"
         "234.05",
         123405},
        {"-1,05", -105},
        {"92233720368547758,07", INT64_MAX},
        {"92233720368547758,08", NO_NUMBER},
        {"92233720368547759", NO_NUMBER},
        {"-92233720368547758,08", NO_NUMBER}, /* the one that stands for none */
        {"12,", NO_NUMBER},
        {"1,234", NO_NUMBER},
        {"1,-2", NO_NUMBER},
        {"1,x", NO_NUMBER},
        {",50", NO_NUMBER},
        {"x", NO_NUMBER},
        {"", NO_NUMBER},
    };
    const struct field *cost = field_of("measure", "cost");
    int64_t n;
    for (size_t i = 0; i < sizeof moneys / sizeof *moneys; i++) {
        bool read = input_number(&k->ctx, cost, str_of(moneys[i].text), &n);
        if (read != (moneys[i].ore != NO_NUMBER) || (read && n != moneys[i].ore)) {
            fail_msg("\"%s\": %d, %lld", moneys[i].text, read, (long long)n);
        }
    }
    assert_true(input_number(&k->ctx, NULL, STR("1 234"), &n));
    assert_int_equal(n, 1234);
    assert_false(input_number(&k->ctx, NULL, STR("-9223372036854775808"), &n));
    assert_false(input_number(&k->ctx, NULL, STR("1,5"), &n));
    const struct field *is_high = field_of("incident", "high_risk_to_persons");
    assert_true(input_number(&k->ctx, is_high, STR(" Ja"), &n));
    assert_int_equal(n, 1);
    assert_true(input_number(&k->ctx, is_high, STR("NEI "), &n));
    assert_int_equal(n, 0);
    assert_false(input_number(&k->ctx, is_high, STR("kanskje"), &n));
    const struct field *owner = field_of("measure", "owner_id");
    assert_true(input_number(&k->ctx, owner, STR("officer@body1.example"), &n));
    assert_int_equal(n, kind_test_person(k, ROLE_OFFICER));
    assert_false(input_number(&k->ctx, owner, STR("nobody@body1.example"), &n));
    k->ctx.db->fail_at = 1;
    assert_false(input_number(&k->ctx, owner, STR("officer@body1.example"), &n));
}

void test_input__reads_numbers_as_people_write_them(void)
{
    kind_tell(numbers);
}

/* ---- things
 * -------------------------------------------------------------------------------------------------
 */

static void things(struct kind_test *k)
{
    const struct kind *person = kind_named(STR("person")), *body = kind_named(STR("organisation"));
    int64_t officer = kind_test_person(k, ROLE_OFFICER), ref = 0, id;
    assert_done(k, db_int(k->ctx.db, "SELECT ref FROM person WHERE id = :id",
                          BINDS(B_INT("id", officer)), &ref));
    str reference = str_printf(k->ctx.arena, "%s-%lld", person->prefix, (long long)ref);
    str ways[] = {
        str_from_int(k->ctx.arena, officer),
        reference,
        str_lower(k->ctx.arena, reference),
        str_printf(k->ctx.arena, " %.*s Whoever it is", STR_ARG(reference)),
        STR("OFFICER@body1.example"),
        STR("officer"),
    };
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        assert_done(k, input_link(&k->ctx, person, ways[i], &id));
        assert_int_equal(id, officer);
    }
    str nothing[] = {
        STR("999999"),
        STR("@officer"),
        STR("?"),
        str_printf(k->ctx.arena, "%s-", person->prefix),
        str_printf(k->ctx.arena, "%s-x", person->prefix),
        str_printf(k->ctx.arena, "%sx%lld", person->prefix, (long long)ref),
        str_printf(k->ctx.arena, "?%.*s", STR_ARG(str_slice(reference, 1, reference.n))),
    };
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++) {
        assert_done(k, input_link(&k->ctx, person, nothing[i], &id));
        assert_int_equal(id, 0);
    }
    assert_done(k, input_link(&k->ctx, body, STR("999900011"), &id));
    assert_int_equal(id, k->body);
    assert_done(k, input_link(&k->ctx, person, STR("999900011"), &id)); /* a person has no number */
    assert_int_equal(id, 0);
    assert_done(k, input_link(&k->ctx, kind_named(STR("requirement")), STR("a@b"), &id));
    assert_int_equal(id, 0);
}

void test_input__finds_things_by_id_reference_address_and_name(void)
{
    kind_tell(things);
}

/* ---- a thing's fields
 * --------------------------------------------------------------------------------------- */

/* Reads names and values in turn, ended by NULL, into t. */
static err read_into(struct kind_test *k, struct thing *t, const char *const *pairs)
{
    struct param at[8];
    struct params p = {at, 0};
    for (; pairs[2 * p.n]; p.n++) {
        at[p.n] = (struct param){str_of(pairs[2 * p.n]), str_of(pairs[2 * p.n + 1])};
    }
    return input_read(&k->ctx, &p, 0, t);
}

#define READ(k, t, ...) read_into(k, t, (const char *const[]){__VA_ARGS__, NULL, NULL})

static void fields(struct kind_test *k)
{
    struct thing *t = thing_new(&k->ctx, kind_named(STR("incident")));
    str *description = field_str(t, field_of("incident", "description")),
        *title = field_str(t, field_of("incident", "title"));
    assert_done(k, READ(k, t, "form_token", "x", "version", "1", "return", "/", "reason", "why",
                        "title", " Brann ", "description", " a\r\nb\rc\r"));
    assert_str(*title, "Brann");
    assert_str(*description, "a\nb\nc");
    assert_done(k, READ(k, t, "description", "a\nb"));
    assert_str(*description, "a\nb");
    static const char *const blanks[] = {"", " \t\r\n", "\xC2\xA0\xC2\xAD",
                                         "\xE2\x80\x8B\xE2\x80\x80", "\xE3\x80\x80\xEF\xBB\xBF"};
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++) {
        assert_done(k, READ(k, t, "title", "x"));
        assert_done(k, READ(k, t, "title", blanks[i]));
        assert_null(title->p);
    }
    static const char *const texts[] = {"\xE2\x80\x94", "\xC3\xA5", "\xE2\x80"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_done(k, READ(k, t, "title", texts[i]));
        assert_str(*title, texts[i]);
    }
    assert_refused(k, READ(k, t, "title", "two\nlines"), "form.error.one_line");
    assert_refused(k, READ(k, t, "title", "a", "title", "b"), "form.error.twice");
    assert_refused(k, READ(k, t, "closed_on", "2026-11-21"), "form.error.not_allowed");
    assert_refused(k, READ(k, t, "titel", "x"), "form.error.unknown");
    assert_refused(k, READ(k, t, "severity", "enormous"), "form.error.choice");
    assert_refused(k, READ(k, t, "noticed_at", "yesterday"), "form.error.moment");
    assert_refused(k, READ(k, t, "cost", "much"), "form.error.money");
    assert_refused(k, READ(k, t, "high_risk_to_persons", "perhaps"), "form.error.yes");
    assert_done(k, READ(k, t, "high_risk_to_persons", "0", "high_risk_to_persons", "1"));
    assert_int_equal(*field_int(t, field_of("incident", "high_risk_to_persons")), 1);
    kind_test_as(k, ROLE_ANALYST); /* who does not see it does not write it */
    assert_refused(k, READ(k, t, "cause", "x"), "form.error.unknown");
    t = thing_new(&k->ctx, kind_named(STR("measure")));
    kind_test_as(k, 0);
    assert_refused(k, READ(k, t, "due_on", "soon"), "form.error.day");
    assert_refused(k, READ(k, t, "progress", "half"), "form.error.number");
}

void test_input__reads_each_sort_of_field_or_says_what_is_wrong(void)
{
    kind_tell(fields);
}

static void minutes(struct kind_test *k)
{
    struct thing *t = thing_new(&k->ctx, kind_named(STR("incident")));
    int64_t *at = field_int(t, field_of("incident", "noticed_at"));
    assert_done(k, READ(k, t, "noticed_at", "2026-11-21T08:30:12.345Z"));
    int64_t exact = *at;
    assert_int_equal(exact % MINUTE_MS, 12345);
    assert_done(k, READ(k, t, "noticed_at", "2026-11-21T09:30")); /* as the form shows it */
    assert_int_equal(*at, exact);
    assert_done(k, READ(k, t, "noticed_at", "2026-11-21T09:30:10"));
    assert_int_equal(*at, exact - 2345);
    *at = exact;
    assert_done(k, READ(k, t, "noticed_at", "2026-11-21T08:30:00.000Z"));
    assert_int_equal(*at, exact - 12345);
    *at = exact;
    assert_done(k, READ(k, t, "noticed_at", "2026-11-21T09:31"));
    assert_int_equal(*at, exact - 12345 + MINUTE_MS);
    assert_done(k, READ(k, t, "noticed_at", "2026-11-21T09:29"));
    assert_int_equal(*at, exact - 12345 - MINUTE_MS);
    *at = NO_NUMBER;
    assert_done(k, READ(k, t, "noticed_at", "2026-11-21T09:30"));
    assert_int_equal(*at, exact - 12345);
}

void test_input__a_minute_that_comes_back_has_not_changed(void)
{
    kind_tell(minutes);
}

static void links(struct kind_test *k)
{
    struct thing *t = thing_new(&k->ctx, kind_named(STR("incident"))),
                 *s = thing_new(&k->ctx, kind_named(STR("service")));
    *field_str(s, field_of("service", "name")) = STR("Vann");
    assert_done(k, thing_create(&k->ctx, s));
    const struct ids *ids = field_ids(t, field_of("incident", "service_ids"));
    assert_done(k, READ(k, t, "service_ids", "Vann", "title", "x", "service_ids", " "));
    assert_int_equal(ids->n, 1);
    assert_int_equal(ids->at[0], s->id);
    assert_refused(k, READ(k, t, "service_ids", "Vann", "service_ids", "Luft"), "form.error.link");
    assert_done(k, READ(k, t, "service_ids", ""));
    assert_int_equal(ids->n, 0);
    assert_done(k, READ(k, t, "handler_id", "officer"));
    assert_int_equal(*field_int(t, field_of("incident", "handler_id")),
                     kind_test_person(k, ROLE_OFFICER));
    assert_refused(k, READ(k, t, "handler_id", "nobody"), "form.error.link");
    assert_done(k, READ(k, t, "handler_id", ""));
    assert_int_equal(*field_int(t, field_of("incident", "handler_id")), 0);
}

void test_input__links_what_is_there_and_nothing_else(void)
{
    kind_tell(links);
}

static void broken(struct kind_test *k)
{
    struct thing *t = thing_new(&k->ctx, kind_named(STR("incident")));
    k->ctx.db->fail_at = 1;
    assert_int_equal(READ(k, t, "handler_id", "officer"), ERR_BROKEN);
    db_rollback(k->ctx.db);
    assert_ok(k->t, db_begin_write(k->ctx.db));
    k->ctx.db->fail_at = 1;
    assert_int_equal(READ(k, t, "service_ids", "Vann"), ERR_BROKEN);
}

void test_input__a_broken_database_is_no_wrong_answer(void)
{
    kind_tell(broken);
}

/* ---- from JSON
 * ---------------------------------------------------------------------------------------------- */

static err from_json(struct kind_test *k, const char *text, struct params *out)
{
    const struct json *v;
    assert_int_equal(json_read(k->ctx.arena, str_of(text), &json_limits_request, &v, NULL), OK);
    return input_from_json(&k->ctx, v, out);
}

static void json(struct kind_test *k)
{
    static const char *const values[] = {"", "1", "0", "text", "1.50", "-7", "", "x", "2"};
    struct params p;
    assert_done(k, from_json(k,
                             "{\"a\":null,\"b\":true,\"c\":false,\"d\":\"text\",\"e\":1.50,"
                             "\"f\":-7,\"g\":[],\"h\":[\"x\",2]}",
                             &p));
    assert_int_equal(p.n, sizeof values / sizeof *values);
    for (size_t i = 0; i < p.n; i++) {
        assert_str(p.at[i].value, values[i]);
    }
    assert_str(p.at[8].name, "h");
    assert_refused(k, from_json(k, "{\"a\":{}}", &p), "form.error.wrong_type");
    assert_refused(k, from_json(k, "{\"a\":[[1]],\"b\":1}", &p), "form.error.wrong_type");
    assert_refused(k, from_json(k, "{\"a\":[{},1]}", &p), "form.error.wrong_type");
    assert_refused(k, from_json(k, "[1]", &p), "form.error.not_object");
}

void test_input__takes_members_of_json_as_values(void)
{
    kind_tell(json);
}
