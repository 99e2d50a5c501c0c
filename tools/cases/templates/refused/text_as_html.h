/* text_as_html.h - what the case text_as_html.html is filled with. */
/* SPDX-License-Identifier: EUPL-1.2 */
struct text_as_html {
    str title;
    struct case_person *person;
};
