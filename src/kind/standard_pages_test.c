/* standard_pages_test.c - every standard template, filled: it renders in three languages, escapes
 * what it is given and says what it should. With SAMSTYR_PAGES=DIR the pages are also written
 * there, to be looked at. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/test.h"

#include "error_page_view.html.h"
#include "frame_view.html.h"
#include "job_page_view.html.h"
#include "kind_form_view.html.h"
#include "kind_history_view.html.h"
#include "kind_import_view.html.h"
#include "kind_list_view.html.h"
#include "kind_page_view.html.h"
#include "plain_view.html.h"
#include "search_page_view.html.h"
#include "sign_in_view.html.h"

#include <stdio.h>
#include <stdlib.h>

#define N(array) (sizeof(array) / sizeof *(array))

/* A page while a test writes it. */
struct page {
    struct arena *arena;
    enum lang lang;
    struct buf out;
    struct html html;
};

static struct html *begin(struct page *p, struct arena *a, enum lang lang)
{
    *p = (struct page){.arena = a, .lang = lang};
    buf_init(&p->out, a, MIB);
    p->html = (struct html){.out = &p->out, .arena = a, .lang = lang, .sprite = STR("icons.svg")};
    return &p->html;
}

static struct markup made(struct page *p)
{
    return (struct markup){buf_as_str(&p->out)};
}

static void keep(struct page *p, const char *name)
{
    const char *dir = getenv("SAMSTYR_PAGES");
    if (dir == NULL)
        return;
    FILE *f = fopen(
        str_z(p->arena, str_printf(p->arena, "%s/%s-%s.html", dir, name, lang_code(p->lang))), "w");
    assert_non_null(f);
    fwrite(p->out.data, 1, p->out.n, f);
    fclose(f);
}

static const struct frame_assets assets = {
    .css = STR("samstyr.css"),
    .print_css = STR("print.css"),
    .js = STR("samstyr.js"),
    .favicon = STR("favicon.svg"),
};

static struct frame_choice languages[] = {
    {STR("Bokmål"), STR("nb"), STR("?lang=nb"), true},
    {STR("Nynorsk"), STR("nn"), STR("?lang=nn"), false},
    {STR("English"), STR("en"), STR("?lang=en"), false},
};
static struct frame_choice schemes[] = {
    {STR("Som maskinen"), STR("nb"), STR("?scheme=auto"), true},
    {STR("Lyst"), STR("nb"), STR("?scheme=light"), false},
    {STR("Mørkt"), STR("nb"), STR("?scheme=dark"), false},
};

/* The main part, in the frame of someone who is signed in. */
static void in_frame(struct page *p, struct markup main, str title, const char *name, bool is_wide)
{
    struct frame_link first[] = {
        {.icon = STR("House"), .word = STR("Oversikt"), .href = STR("/o/1")},
        {.icon = STR("Tasklist"),
         .word = STR("Tiltak"),
         .href = STR("/o/1/measures"),
         .is_current = true,
         .count = STR("2"),
         .count_word = STR("forfalte")},
        {.icon = STR("Calendar"), .word = STR("Årshjul"), .href = STR("/o/1/activities")},
    };
    struct frame_link govern[] = {
        {.icon = STR("ShieldCheckmark"),
         .word = STR("Internkontroll"),
         .href = STR("/o/1/requirements")},
        {.icon = STR("ExclamationmarkTriangle"), .word = STR("Risiko"), .href = STR("/o/1/risks")},
        {.icon = STR("Branching"), .word = STR("Tjenester"), .href = STR("/o/1/services")},
    };
    struct frame_link foot[] = {
        {.icon = STR("Cog"), .word = STR("Innstillinger"), .href = STR("/o/1/settings")}};
    struct frame_group groups[] = {{STR(""), first, N(first)}, {STR("Styring"), govern, N(govern)}};
    struct frame_link crumbs[] = {{.word = STR("Oversikt"), .href = STR("/o/1")},
                                  {.word = title, .is_current = true}};
    struct frame_flash flash = {.text = STR("Tiltaket er satt i drift."),
                                .undo_action = STR("/undo/4")};
    struct frame_organisation organisation = {STR("Eksempelvik kommune"), STR("Demodata"), STR("E"),
                                              STR("/organisations")};
    struct frame_person person = {STR("Ingrid Solvang"), STR("IS"), STR("/me"), STR("/sign-out")};
    struct frame_view v = {
        .assets = assets,
        .lang = str_of(lang_code(p->lang)),
        .color_scheme = STR("auto"),
        .title = title,
        .csrf = STR("token"),
        .home_href = STR("/"),
        .search_action = STR("/o/1/search"),
        .search_json = STR("/search.json"),
        .help_href = STR("/help"),
        .notices_href = STR("/notices"),
        .notices = STR("3"),
        .organisation = &organisation,
        .person = &person,
        .groups = groups,
        .n_groups = N(groups),
        .foot_links = foot,
        .n_foot_links = N(foot),
        .languages = languages,
        .n_languages = N(languages),
        .schemes = schemes,
        .n_schemes = N(schemes),
        .crumbs = crumbs,
        .n_crumbs = N(crumbs),
        .flash = &flash,
        .notice = STR("Alle personer og hendelser er oppdiktet."),
        .is_wide = is_wide,
        .main = main,
        .version = STR("0.1.0"),
        .accessibility_href = STR("/accessibility"),
        .privacy_href = STR("/privacy"),
        .source_href = STR("https://example.org/"),
        .barrier_href = STR("/barrier"),
    };
    struct page whole;
    frame_view_html(begin(&whole, p->arena, p->lang), &v);
    keep(&whole, name);
    assert_false(whole.out.full);
    assert_true(str_starts(buf_as_str(&whole.out), "<!doctype html>"));
    assert_true(str_contains(buf_as_str(&whole.out), STR("</html>")));
}

static void in_plain(struct page *p, struct markup main, str title, const char *name)
{
    struct plain_view v = {
        .assets = assets,
        .lang = str_of(lang_code(p->lang)),
        .color_scheme = STR("auto"),
        .title = title,
        .home_href = STR("/"),
        .languages = languages,
        .n_languages = N(languages),
        .schemes = schemes,
        .n_schemes = N(schemes),
        .main = main,
        .version = STR("0.1.0"),
        .accessibility_href = STR("/accessibility"),
        .privacy_href = STR("/privacy"),
        .source_href = STR("https://example.org/"),
        .barrier_href = STR("/barrier"),
    };
    struct page whole;
    plain_view_html(begin(&whole, p->arena, p->lang), &v);
    keep(&whole, name);
    assert_true(str_contains(buf_as_str(&whole.out), STR("</html>")));
}

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

static void thing(struct arena *a, enum lang lang)
{
    struct value_view state = {
        .shape = VALUE_TAG, .tone = STR("warning"), .text = STR("Foreslått")};
    struct value_view level = {
        .shape = VALUE_LEVEL, .level = 4, .number = STR("20"), .text = STR("Kritisk")};
    struct page_fact marks[] = {
        {STR("Risikoeier"),
         {.shape = VALUE_PERSON, .text = STR("Marit Bø"), .initials = STR("MB")}},
        {STR("Neste vurdering"),
         {.shape = VALUE_DAY,
          .iso = STR("2026-10-01"),
          .text = STR("1. okt. 2026"),
          .is_overdue = true}},
    };
    struct page_verb verbs[] = {
        {.word = STR("Godta risikoen"), .href = STR("/o/1/risks/14/accept")},
        {.word = STR("Vurder på nytt"), .action = STR("/o/1/risks/14/assess"), .is_main = true},
    };
    struct page_field fields[] = {
        {.value = {.label = STR("Hva kan skje"),
                   .shape = VALUE_PROSE,
                   .prose = {STR("<p>En ansatt åpner et vedlegg.</p><ul><li>Ett</li></ul>")}},
         .is_wide = true},
        {.value = {.label = STR("Personopplysninger"), .shape = VALUE_YES},
         .help = STR("Da gjelder også personvernforordningen artikkel 32.")},
        {.value = {.label = STR("Felles med andre"), .shape = VALUE_NO}},
        {.value = {.label = STR("Kilde"),
                   .shape = VALUE_LINK,
                   .href = STR("https://example.org/"),
                   .text = STR("example.org")}},
        {.value = {.label = STR("Akseptert av"), .shape = VALUE_NONE}},
    };
    struct page_group groups[] = {{STR("Vurdering"), fields, N(fields)}};
    struct value_view tag = {.shape = VALUE_TAG, .tone = STR("info"), .text = STR("Pågår")};
    struct page_link_row rows[] = {{STR("T-41"), STR("Test gjenoppretting"),
                                    STR("/o/1/measures/41"), STR("Amir Hosseini · 14. nov. 2026"),
                                    &tag}};
    struct page_links links[] = {
        {.id = STR("measures"),
         .word = STR("Tiltak"),
         .count = STR("1"),
         .rows = rows,
         .n_rows = 1,
         .new_href = STR("/new"),
         .new_word = STR("Nytt tiltak"),
         .add_href = STR("/add"),
         .more_href = STR("/all")},
        {.id = STR("incidents"), .word = STR("Hendelser"), .empty = STR("Ingen ennå.")},
    };
    struct page_panel panels[] = {
        {{STR("<section class=\"card\"><h2>Egen flate</h2><p>Fra arten selv.</p></section>")}}};
    struct page_step steps[] = {
        {STR("Vurder på nytt"), STR("Fristen er passert · 15 min"), STR("#")},
        {STR("Knytt til et tiltak"), STR(""), STR("#")}};
    struct page_file files[] = {
        {STR("ros-analyse.pdf"), STR("/f/1"), STR("1,2 MB · 2. nov. 2026"), STR("/f/1/remove")}};
    struct page_fact facts[] = {
        {STR("Opprettet"), {.text = STR("2. november 2026 av Ingrid Solvang")}},
        {STR("Fast adresse"), {.text = STR("urn:uuid:0192f1d2-7c3c-7cc2-9a3e-4d1f0d5c7e11")}},
    };
    struct kind_page_view v = {
        .ref = STR("R-14"),
        .title = STR("Løsepengevirus stanser elektronisk pasientjournal"),
        .kind_word = STR("Risiko"),
        .state = &state,
        .level = &level,
        .marks = marks,
        .n_marks = N(marks),
        .csrf = STR("token"),
        .version = STR("7"),
        .edit_href = STR("/o/1/risks/14/edit"),
        .verbs = verbs,
        .n_verbs = N(verbs),
        .delete_action = STR("/o/1/risks/14/delete"),
        .groups = groups,
        .n_groups = N(groups),
        .panels = panels,
        .n_panels = N(panels),
        .links = links,
        .n_links = N(links),
        .steps = steps,
        .n_steps = N(steps),
        .facts = facts,
        .n_facts = N(facts),
        .has_files = true,
        .files = files,
        .n_files = N(files),
        .upload_action = STR("/f"),
        .upload_limit = STR("20 MB"),
        .history = STR("7 endringer, den siste i dag"),
        .history_href = STR("/o/1/risks/14/history"),
        .json_href = STR("/o/1/risks/14.json"),
    };
    struct page p;
    kind_page_view_html(begin(&p, a, lang), &v);
    in_frame(&p, made(&p), v.title, "page", false);
}

static void form(struct arena *a, enum lang lang)
{
    struct form_option people[] = {{STR(""), STR("Velg"), STR(""), true},
                                   {STR("1"), STR("Ingrid Solvang"), STR(""), false}};
    struct form_option scale[] = {
        {STR("1"), STR("1 Svært lite sannsynlig"), STR("sjeldnere enn hvert 20. år"), false},
        {STR("2"), STR("2 Lite sannsynlig"), STR("hvert 5.–20. år"), false},
        {STR("3"), STR("3 Mulig"), STR("hvert 1.–5. år"), true},
        {STR("4"), STR("4 Sannsynlig"), STR("én til ti ganger i året"), false},
        {STR("5"), STR("5 Svært sannsynlig"), STR("oftere"), false},
    };
    struct form_option checks[] = {
        {STR("1"), STR("Konfidensialitet"), STR("Ingen uvedkommende ser den"), true},
        {STR("2"), STR("Tilgjengelighet"), STR(""), false}};
    struct form_field what[] = {
        {.name = STR("title"),
         .label = STR("Uønsket hendelse"),
         .help = STR("Skriv en hel setning."),
         .source_word = STR("Digdir"),
         .source_href = STR("https://www.digdir.no/"),
         .error = STR("Skriv hva som kan skje"),
         .is_required = true,
         .type = STR("text"),
         .input_mode = STR("text"),
         .autocomplete = STR("off")},
        {.shape = FORM_AREA,
         .name = STR("reason"),
         .label = STR("Begrunnelse"),
         .rows = 4,
         .value = STR("\nTo <linjer>\nher")},
        {.shape = FORM_SELECT,
         .name = STR("owner_id"),
         .label = STR("Risikoeier"),
         .options = people,
         .n_options = 2,
         .is_required = true,
         .error = STR("Velg hvem som eier risikoen"),
         .help = STR("Lederen med budsjett.")},
        {.shape = FORM_SEARCH,
         .name = STR("service_id"),
         .label = STR("Tjeneste"),
         .options = people,
         .n_options = 2,
         .search = STR("hjem")},
        {.name = STR("cost"),
         .label = STR("Kostnad"),
         .type = STR("text"),
         .input_mode = STR("decimal"),
         .autocomplete = STR("off"),
         .unit = STR("kr"),
         .is_short = true,
         .value = STR("12 500,00")},
        {.name = STR("due_on"),
         .label = STR("Neste vurdering"),
         .help = STR("Dag, måned og år"),
         .type = STR("text"),
         .input_mode = STR("numeric"),
         .autocomplete = STR("off"),
         .is_short = true,
         .error = STR("Datoen er passert"),
         .value = STR("01.10.2026")},
    };
    struct form_field how[] = {
        {.shape = FORM_SCALE,
         .name = STR("likelihood"),
         .label = STR("Sannsynlighet de neste 12 månedene"),
         .help = STR("Bruk det dere vet."),
         .options = scale,
         .n_options = 5,
         .is_required = true},
        {.shape = FORM_CHECKS,
         .name = STR("affects"),
         .label = STR("Hva rammes"),
         .options = checks,
         .n_options = 2},
        {.shape = FORM_CHECK,
         .name = STR("is_personal"),
         .label = STR("Personopplysninger er berørt"),
         .help = STR("Da skal personvernombudet med."),
         .is_chosen = true},
        {.shape = FORM_FILE,
         .name = STR("file"),
         .label = STR("Vedlegg"),
         .help = STR("Høyst 20 MB")},
        {.shape = FORM_FIXED, .name = STR("ref"), .label = STR("Nummer"), .value = STR("R-14")},
    };
    struct form_group groups[] = {{STR("Hva kan skje?"), STR(""), what, N(what)},
                                  {STR("Hvor alvorlig er det?"), STR("To valg."), how, N(how)}};
    struct form_error errors[] = {{STR("title"), STR("Skriv hva som kan skje")},
                                  {STR("owner_id"), STR("Velg hvem som eier risikoen")},
                                  {STR(""), STR("Minst ett tiltak må knyttes til")}};
    struct form_clash clashes[] = {
        {STR("title"), STR("Uønsket hendelse"), STR("Mitt"), STR("Deres")},
        {STR("reason"), STR("Begrunnelse"), STR(""), STR("Noe annet")}};
    struct form_stale stale = {STR("Marit Bø"), STR("i dag 09.42"), clashes, N(clashes)};
    struct form_guide_link guides[] = {{STR("Risikovurdering i internkontroll"),
                                        STR("https://www.digdir.no/"), STR("Digdir, 2024")}};
    struct form_guide guide = {STR("Slik skriver du en god risiko"),
                               {STR("<p>Start med tjenesten, ikke teknologien.</p>")},
                               guides,
                               1};
    struct kind_form_view v = {
        .title = STR("Registrer risiko"),
        .intro = STR("Beskriv hva som kan skje."),
        .action = STR("/o/1/risks"),
        .has_file = true,
        .csrf = STR("token"),
        .version = STR("7"),
        .return_to = STR("/o/1/risks?state=open"),
        .errors = errors,
        .n_errors = N(errors),
        .stale = &stale,
        .groups = groups,
        .n_groups = N(groups),
        .save_word = STR("Lagre"),
        .may_draft = true,
        .draft_saved = STR("Utkast lagret 09.42"),
        .cancel_href = STR("/o/1/risks"),
        .guide = &guide,
    };
    struct page p;
    kind_form_view_html(begin(&p, a, lang), &v);
    str html = buf_as_str(&p.out);
    assert_true(str_contains(html, STR("aria-describedby=\"f-title-help f-title-error\"")));
    assert_true(str_contains(html, STR("href=\"#f-title\"")));
    assert_true(str_contains(html, STR("To &lt;linjer&gt;\nher</textarea>")));
    in_frame(&p, made(&p), STR("Feil: 3 – Registrer risiko"), "form", false);
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
                                  .is_verified = true,
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

static void each_language(void (*render)(struct arena *, enum lang))
{
    struct arena *a = arena_open();
    for (int lang = 0; lang < N_LANGS; lang++)
        render(a, (enum lang)lang);
    arena_close(a);
}

void test_standard_pages__list(void **state)
{
    each_language(list);
}
void test_standard_pages__thing(void **state)
{
    each_language(thing);
}
void test_standard_pages__form(void **state)
{
    each_language(form);
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
