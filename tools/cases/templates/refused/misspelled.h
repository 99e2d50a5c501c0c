/* misspelled.h - what the case misspelled.html is filled with. */
/* SPDX-License-Identifier: EUPL-1.2 */
struct misspelled {
    str title;
    struct case_person *person;
};
