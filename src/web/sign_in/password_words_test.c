/* password_words_test.c - what is guessed first is refused, and what a person makes up is not. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/test.h"
#include "web/sign_in/password.h"

void test_password_words__refuse_what_is_guessed_first(void **state)
{
    static const char *const guessed[] = {
        "passord12345",        "Passord2026!",   "P4ssw0rd!!!!",   "qwertyuiop123",
        "Sommer2026!!",        "123456789012",   "aaaaaaaaaaaa",   "abcdefghijkl",
        "abababababab",        "samstyr-demo",   "velkommen123",   "Eksempelvik26",
        "eksempelvik-kommune", "KariNordmann12", "kari.nordmann1", "hemmelighemmelig",
        "vinter2025vinter",
    };
    static const char *const made_up[] = {
        "en lang setning som passord", "tre blå elger på loftet", "Jeg kjøpte 4 sykler i mai",
        "korrekt hest batteri stift",  "x7Kq-m2Tz-99pw",          "passord er en dårlig idé her",
        "ÆøåÆøåklokkeradio",
    };
    const str names[] = {STR("Eksempelvik kommune"), STR("Kari Nordmann"), STR("kari.nordmann")};
    struct arena *a = arena_open();
    for (size_t i = 0; i < sizeof guessed / sizeof *guessed; i++) {
        if (!password_is_common(a, str_of(guessed[i]), names, 3)) {
            print_error("taken: %s\n", guessed[i]);
            fail();
        }
    }
    for (size_t i = 0; i < sizeof made_up / sizeof *made_up; i++) {
        if (password_is_common(a, str_of(made_up[i]), names, 3)) {
            print_error("refused: %s\n", made_up[i]);
            fail();
        }
    }
    arena_close(a);
}
