/* standard_pages_test.c - every standard template but those of one thing, filled: it renders in
 * three languages, escapes what it is given and says what it should. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/standard_pages_for_test.h"

#include "error_page_view.html.h"
#include "job_page_view.html.h"
#include "kind_history_view.html.h"
#include "kind_import_view.html.h"
#include "kind_list_view.html.h"
#include "search_page_view.html.h"
#include "sign_in_view.html.h"

static void list(struct arena *a, enum lang lang)
{
    struct list_tab tabs[] = {
        {STR("Alle"), STR("?"), STR("23"), false, STR("")},
        {STR("Mine"), STR("?view=mine"), STR("4"), false, STR("")},
        {STR("Til ledermøtet"), STR("?view=7"), STR("6"), true, STR("/views/7/remove")},
    };
    struct list_option states[] = {{STR(""), STR("Alle"), false}, {STR("open"), STR("Åpne"), true}};
    struct list_filter filters[] = {
        {.name = STR("state"),
         .label = STR("Status"),
         .is_choice = true,
         .options = states,
         .n_options = N(states)},
        {.name = STR("due_on"),
         .label = STR("Frist"),
         .is_period = true,
         .from = STR("01.10.2026")},
    };
    struct list_chip chips[] = {{STR("Frist fra 1. okt. 2026"), STR("?state=open")}};
    struct list_column_choice choices[] = {{STR("owner"), STR("Ansvarlig"), true},
                                           {STR("cost"), STR("Kostnad"), false}};
    struct list_verb verbs[] = {{STR("start"), STR("Sett i gang")}};
    struct list_option people[] = {{STR("1"), STR("Ingrid Solvang"), false}};
    struct list_set sets[] = {
        {.name = STR("owner_id"),
         .label = STR("Ansvarlig"),
         .options = people,
         .n_options = N(people)},
        {.name = STR("due_on"), .label = STR("Frist"), .is_day = true},
    };
    struct list_column columns[] = {
        {.word = STR("Risiko")},
        {.word = STR("Nivå"), .href = STR("?sort=-level"), .order = STR("none")},
        {.word = STR("Ansvarlig"), .href = STR("?sort=owner"), .order = STR("none")},
        {.word = STR("Frist"),
         .href = STR("?sort=-due_on"),
         .order = STR("ascending"),
         .is_ascending = true},
        {.word = STR("Status"), .href = STR("?sort=state"), .order = STR("none")},
        {.word = STR("Kostnad"),
         .href = STR("?sort=cost"),
         .order = STR("none"),
         .is_number = true},
        {.word = STR("Framdrift"), .href = STR("?sort=progress"), .order = STR("none")},
    };
    struct value_link links[] = {
        {STR("R-14"), STR("Løsepengevirus"), STR("/o/1/risks/14"), 4, STR("kritisk")}};
    struct value_view late[] = {
        {.label = STR("Risiko"),
         .shape = VALUE_LINKS,
         .links = links,
         .n_links = 1,
         .more = STR("og 1 til")},
        {.label = STR("Nivå"),
         .shape = VALUE_LEVEL,
         .level = 4,
         .number = STR("20"),
         .text = STR("Kritisk")},
        {.label = STR("Ansvarlig"),
         .shape = VALUE_PERSON,
         .text = STR("Amir Hosseini"),
         .initials = STR("AH")},
        {.label = STR("Frist"),
         .shape = VALUE_DAY,
         .iso = STR("2026-11-14"),
         .text = STR("14. nov. 2026"),
         .is_overdue = true},
        {.label = STR("Status"), .shape = VALUE_TAG, .tone = STR("info"), .text = STR("Pågår")},
        {.label = STR("Kostnad"), .shape = VALUE_NUMBER, .text = STR("12 500,00 kr")},
        {.label = STR("Framdrift"), .shape = VALUE_PROGRESS, .percent = 60, .text = STR("60 %")},
    };
    struct value_view early[] = {
        {.label = STR("Risiko"), .shape = VALUE_NONE},
        {.label = STR("Nivå"),
         .shape = VALUE_LEVEL,
         .level = 2,
         .number = STR("8"),
         .text = STR("Moderat")},
        {.label = STR("Ansvarlig"),
         .shape = VALUE_PERSON,
         .text = STR("Ingrid Solvang"),
         .initials = STR("IS")},
        {.label = STR("Frist"),
         .shape = VALUE_DAY,
         .iso = STR("2026-12-30"),
         .text = STR("30. des. 2026")},
        {.label = STR("Status"),
         .shape = VALUE_TAG,
         .tone = STR("success"),
         .text = STR("I drift")},
        {.label = STR("Kostnad"), .shape = VALUE_NUMBER, .text = STR("0,00 kr")},
        {.label = STR("Framdrift"), .shape = VALUE_PROGRESS, .percent = 100, .text = STR("100 %")},
    };
    struct list_row rows[] = {
        {.id = STR("41"),
         .ref = STR("T-41"),
         .title = STR("Test gjenoppretting av journalsystemet fra sikkerhetskopi"),
         .href = STR("/o/1/measures/41"),
         .cells = late,
         .n_cells = N(late)},
        {.id = STR("38"),
         .ref = STR("T-38"),
         .title = STR("Innfør <totrinnspålogging> & mer"),
         .note = STR("felles"),
         .href = STR("/o/1/measures/38"),
         .cells = early,
         .n_cells = N(early)},
        {.id = STR("12"),
         .ref = STR("T-12"),
         .title = STR("Kontrollspørsmål før utsending i barnevernsfaglig system"),
         .href = STR("/o/1/measures/12"),
         .cells = early,
         .n_cells = N(early)},
    };
    struct list_size sizes[] = {{STR("50"), STR("?limit=50"), true},
                                {STR("100"), STR("?limit=100"), false}};
    struct kind_list_view v = {
        .title = STR("Tiltak"),
        .intro = STR("Det dere gjør for å holde risikoen der dere tåler den."),
        .facts = STR("23 tiltak · 18 i rute · 2 forfalt"),
        .csrf = STR("token"),
        .new_href = STR("/o/1/measures/new"),
        .new_word = STR("Nytt tiltak"),
        .import_href = STR("/o/1/measures/import"),
        .tabs = tabs,
        .n_tabs = N(tabs),
        .save_view_action = STR("/views"),
        .query = STR("state=open"),
        .may_share_view = true,
        .filter_action = STR("/o/1/measures"),
        .filters = filters,
        .n_filters = N(filters),
        .chips = chips,
        .n_chips = N(chips),
        .reset_href = STR("?"),
        .count = STR("3"),
        .total = STR("23"),
        .is_narrowed = true,
        .csv_href = STR("measures.csv"),
        .xlsx_href = STR("measures.xlsx"),
        .json_href = STR("measures.json"),
        .column_choices = choices,
        .n_column_choices = N(choices),
        .bulk_action = STR("/o/1/measures/bulk"),
        .verbs = verbs,
        .n_verbs = N(verbs),
        .sets = sets,
        .n_sets = N(sets),
        .main_word = STR("Tiltak"),
        .main_href = STR("?sort=title"),
        .main_order = STR("none"),
        .columns = columns,
        .n_columns = N(columns),
        .rows = rows,
        .n_rows = N(rows),
        .caption = STR("Tiltak, sortert etter frist"),
        .from = STR("1"),
        .to = STR("3"),
        .next_href = STR("?after=x"),
        .sizes = sizes,
        .n_sizes = N(sizes),
    };
    struct page p;
    kind_list_view_html(begin(&p, a, lang), &v);
    str html = buf_as_str(&p.out);
    assert_true(str_contains(html, STR("Innfør &lt;totrinnspålogging&gt; &amp; mer")));
    assert_true(str_contains(html, STR("aria-sort=\"ascending\"")));
    in_frame(&p, made(&p), STR("Tiltak"), "list", true);

    v.empty = STR("Ingen tiltak ennå.");
    v.example = STR("Tre tiltak andre kommuner på deres størrelse har");
    v.example_href = STR("/o/1/starter");
    kind_list_view_html(begin(&p, a, lang), &v);
    assert_false(str_contains(buf_as_str(&p.out), STR("<table")));
    in_frame(&p, made(&p), STR("Tiltak"), "list-empty", true);

    v.empty = STR_NONE;
    v.n_rows = 0;
    kind_list_view_html(begin(&p, a, lang), &v);
    in_frame(&p, made(&p), STR("Tiltak"), "list-none", true);
}

static void history(struct arena *a, enum lang lang)
{
    struct history_change changes[] = {
        {STR("Sannsynlighet"), STR("3 Mulig"), STR("4 Sannsynlig")},
        {STR("Begrunnelse"), STR(""), STR("Gjenoppretting er ikke testet.")}};
    struct history_event events[] = {
        {STR("2026-11-02T09:42:00+01:00"), STR("2. november 2026 kl. 09.42"), STR("Ingrid Solvang"),
         STR("IS"), STR("endret"), STR("Gjenoppretting er ikke testet."), STR("1 204"), changes,
         N(changes)},
        {STR("2026-10-01T09:42:00+02:00"), STR("1. oktober 2026 kl. 09.42"), STR("Marit Bø"),
         STR("MB"), STR("opprettet"), STR(""), STR("1 001"), NULL, 0},
    };
    struct kind_history_view v = {.title = STR("Løsepengevirus"),
                                  .ref = STR("R-14"),
                                  .thing_href = STR("/o/1/risks/14"),
                                  .events = events,
                                  .n_events = 2,
                                  .older_href = STR("?before=1"),
                                  .csv_href = STR("history.csv")};
    struct page p;
    kind_history_view_html(begin(&p, a, lang), &v);
    in_frame(&p, made(&p), STR("Historikk"), "history", false);
}

static void import(struct arena *a, enum lang lang)
{
    struct import_column columns[] = {{STR("Navn"), STR("Tittel")}, {STR("Farge"), STR("")}};
    struct import_problem problems[] = {{STR("14"), STR("Frist"), STR("«snart» er ikke en dag"),
                                         STR("Skriv dag, måned og år, for eksempel 21.11.2026")}};
    struct import_result result = {.file_name = STR("tiltak.xlsx"),
                                   .n_new = STR("12"),
                                   .n_changed = STR("3"),
                                   .n_same = STR("40"),
                                   .n_refused = STR("1"),
                                   .has_refused = true,
                                   .columns = columns,
                                   .n_columns = 2,
                                   .problems = problems,
                                   .n_problems = 1,
                                   .more = STR("og 3 til"),
                                   .problems_href = STR("problems.csv"),
                                   .confirm_action = STR("/confirm"),
                                   .token = STR("x")};
    struct kind_import_view v = {.title = STR("Importer tiltak"),
                                 .csrf = STR("token"),
                                 .action = STR("/import"),
                                 .limit = STR("20 MB"),
                                 .template_href = STR("template.xlsx"),
                                 .columns_help = STR("Kolonner: Tittel, Frist."),
                                 .error = STR("Filen er tom"),
                                 .cancel_href = STR("/"),
                                 .result = &result};
    struct page p;
    kind_import_view_html(begin(&p, a, lang), &v);
    in_frame(&p, made(&p), v.title, "import", false);
}

static void search(struct arena *a, enum lang lang)
{
    struct search_kind kinds[] = {{STR("Alt"), STR("2"), STR("?q=journal"), true},
                                  {STR("Risiko"), STR("1"), STR("?q=journal&kind=risk"), false}};
    struct search_hit hits[] = {{STR("R-14"),
                                 STR("Løsepengevirus"),
                                 STR("/o/1/risks/14"),
                                 STR("Risiko"),
                                 STR("Kritisk"),
                                 {STR("… stanser elektronisk <mark>journal</mark> i fem døgn …")}}};
    struct search_page_view v = {.action = STR("/o/1/search"),
                                 .text = STR("journal"),
                                 .is_asked = true,
                                 .count = STR("2"),
                                 .kinds = kinds,
                                 .n_kinds = 2,
                                 .hits = hits,
                                 .n_hits = 1,
                                 .next_href = STR("?after=2")};
    struct page p;
    search_page_view_html(begin(&p, a, lang), &v);
    assert_true(str_contains(buf_as_str(&p.out), STR("<mark>journal</mark>")));
    in_frame(&p, made(&p), STR("Søk"), "search", false);
}

static void job(struct arena *a, enum lang lang)
{
    struct job_line lines[] = {{STR("09.42"), STR("Leste 430 rader")}};
    struct job_page_view v = {.title = STR("Import av tiltak"),
                              .is_running = true,
                              .done = 120,
                              .total = 430,
                              .progress = STR("120 av 430"),
                              .started = STR("Startet 09.42 av Ingrid Solvang"),
                              .csrf = STR("token"),
                              .cancel_action = STR("/cancel"),
                              .refresh_href = STR("?"),
                              .lines = lines,
                              .n_lines = 1};
    struct page p;
    job_page_view_html(begin(&p, a, lang), &v);
    assert_true(str_contains(buf_as_str(&p.out), STR("<progress max=\"430\" value=\"120\"")));
    in_frame(&p, made(&p), v.title, "job", false);
}

static void plain(struct arena *a, enum lang lang)
{
    struct error_page_view e = {.title = STR("Siden finnes ikke"),
                                .text = STR("Adressen er feil."),
                                .reference = STR("7f3a"),
                                .home_href = STR("/"),
                                .back_href = STR("/o/1")};
    struct page p;
    error_page_view_html(begin(&p, a, lang), &e);
    in_plain(&p, made(&p), e.title, "error");

    struct sign_in_provider providers[] = {
        {STR("Logg inn med Ansattporten"), STR("/sign-in/ansattporten")}};
    struct sign_in_demo demo[] = {{STR("Ingrid Solvang"), STR("Fagansvarlig informasjonssikkerhet"),
                                   STR("ingrid@eksempelvik.example"), STR("/sign-in/demo")}};
    struct sign_in_view s = {.csrf = STR("token"),
                             .action = STR("/sign-in"),
                             .return_to = STR("/"),
                             .email = STR(""),
                             .error = STR("E-postadressen eller passordet stemmer ikke."),
                             .has_password = true,
                             .link_action = STR("/sign-in/link"),
                             .providers = providers,
                             .n_providers = 1,
                             .demo = demo,
                             .n_demo = 1};
    sign_in_view_html(begin(&p, a, lang), &s);
    in_plain(&p, made(&p), STR("Logg inn"), "sign-in");
}

void test_standard_pages__list(void **state)
{
    each_language(list);
}
void test_standard_pages__history(void **state)
{
    each_language(history);
}
void test_standard_pages__import(void **state)
{
    each_language(import);
}
void test_standard_pages__search(void **state)
{
    each_language(search);
}
void test_standard_pages__job(void **state)
{
    each_language(job);
}
void test_standard_pages__plain(void **state)
{
    each_language(plain);
}
