/* write_test.c - calendars line by line. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/ics/write.h"

#include "format/cases.h"

void test_ics_write__makes_a_calendar(void **state)
{
    (void)state;
    struct arena *a = arena_open();
    struct buf out;
    buf_init(&out, a, 64 * KIB);
    ics_start(&out, STR("Øvelser; Bærum"), "nb", 12);
    const struct ics_event exercise = {
        .uid = STR("urn:samstyr:exercise:7@example.no"),
        .summary = STR("Øvelse: løsepengevirus, fase 1"),
        .description =
            STR("Første linje\r\nAndre; med \\ og et langt avsnitt som må brettes fordi "
                "æ, ø og å tar to byte hver: ææææææææææææææææøøøøøøøøøøøøøøøøøåååååååååå"),
        .location = STR("Rådhuset\nEND:VCALENDAR"),
        .url = STR("https://example.no/exercises/7\r\nX-EVIL:1"),
        .from_at = 1795422600000,
        .to_at = 1795429800000,
        .changed_at = 1795000000123,
        .sequence = 3,
    };
    ics_event(&out, &exercise);
    const struct ics_event review = {.uid = STR("review-2@example.no"),
                                     .summary = STR("Ledelsens gjennomgang"),
                                     .from_day = STR("2026-12-31"),
                                     .changed_at = 1795000000000,
                                     .repeat = ICS_YEARLY,
                                     .until_day = STR("2030-12-31"),
                                     .is_cancelled = true};
    ics_event(&out, &review);
    const struct ics_event meeting = {.uid = STR("meeting@example.no"),
                                      .summary = STR("Møte"),
                                      .from_at = 1795422600000,
                                      .changed_at = 1795000000000,
                                      .repeat = ICS_WEEKLY,
                                      .every = 2,
                                      .until_day = STR("2027-06-30")};
    ics_event(&out, &meeting);
    const struct ics_todo measure = {.uid = STR("measure-9@example.no"),
                                     .summary = STR("Innfør tofaktor"),
                                     .due_day = STR("2027-01-15"),
                                     .changed_at = 1795000000000,
                                     .completed_at = 1795100000000};
    ics_todo(&out, &measure);
    const struct ics_todo control = {.uid = STR("control-9@example.no"),
                                     .summary = STR("Kontroller tilganger"),
                                     .due_day = STR("2027-01-15"),
                                     .repeat = ICS_MONTHLY,
                                     .every = 3};
    ics_todo(&out, &control);
    const struct ics_event days = {.uid = STR("days@example.no"),
                                   .summary = STR("Sikkerhetsmåned"),
                                   .url = STR("https://example.no/\x7f"),
                                   .from_day = STR("2026-10-01"),
                                   .to_day = STR("2026-10-31")};
    ics_event(&out, &days);
    const struct ics_todo some_day = {.uid = STR("x@example.no"), .summary = STR("Rydd\ri\x01skap\x7f\r")};
    ics_todo(&out, &some_day);
    ics_end(&out);
    case_expect(a, "src/format/ics/cases/calendar.ics", buf_as_str(&out));
    str rest = buf_as_str(&out), line;
    while (str_split(&rest, '\n', &line)) {
        assert_true(line.n <= 76); /* 75 and the CR */
        assert_true(str_is_utf8(line, NULL));
        assert_true(!line.n || line.p[line.n - 1] == '\r');
    }
    arena_close(a);
}
