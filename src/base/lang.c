/* lang.c - the languages by their codes. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/text.h"

static const char *const codes[N_LANGS] = {"nb", "nn", "en"};

const char *lang_code(enum lang lang)
{
    return codes[lang];
}

enum lang lang_of(str code, bool *ok)
{
    bool found = true;
    enum lang lang = LANG_NB;
    if (code.n > 2 && code.p[2] != '-' && code.p[2] != '_')
        code = STR_NONE;
    str two = str_slice(code, 0, 2);
    if (str_is(two, "nn"))
        lang = LANG_NN;
    else if (str_is(two, "en"))
        lang = LANG_EN;
    else
        found = str_is(two, "nb") || str_is(two, "no");
    if (ok != NULL)
        *ok = found;
    return lang;
}
