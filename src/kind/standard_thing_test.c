/* standard_thing_test.c - the templates of one thing, its page and its form, filled: they render in
 * three languages, escape what they are given and say what they should. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/standard_pages_for_test.h"

#include "kind_form_view.html.h"
#include "kind_page_view.html.h"

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

void test_standard_thing__thing(void **state)
{
    each_language(thing);
}
void test_standard_thing__form(void **state)
{
    each_language(form);
}
