/* struct_as_text.h - what the case struct_as_text.html is filled with. */
/* SPDX-License-Identifier: EUPL-1.2 */
struct struct_as_text {
    str title;
    struct case_person *person;
};
