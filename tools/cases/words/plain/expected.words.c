#include "base/text.h"

#define S(literal) {literal, sizeof(literal) - 1}

extern const struct word W__a__b;
const struct word W__a__b = {S("a.b"), false, {
    {S("Æ \"x\" <b>"), S("Æ \"x\" <b>")},
    {S("Ø"), S("Ø")},
    {S("two lines\n"), S("two lines\n")},
}, {
    {S("Æ &#34;x&#34; &lt;b&gt;"), S("Æ &#34;x&#34; &lt;b&gt;")},
    {S("Ø"), S("Ø")},
    {S("two lines\n"), S("two lines\n")},
}};
extern const struct word W__a__n;
const struct word W__a__n = {S("a.n"), true, {
    {S("{0} sak"), S("{0} saker")},
    {S("ei sak"), S("{0} saker")},
    {S("{0} case"), S("{0} cases")},
}, {
    {S("{0} sak"), S("{0} saker")},
    {S("ei sak"), S("{0} saker")},
    {S("{0} case"), S("{0} cases")},
}};

const size_t n_word_slots = 8;
const struct word *const word_slots[] = {
&W__a__n, 0, 0, 0, &W__a__b, 0, 0, 0,
};
