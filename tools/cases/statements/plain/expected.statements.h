#ifndef GEN_STATEMENTS_H
#define GEN_STATEMENTS_H

extern const char sql_a_first[]; /* what is first? */
extern const char sql_risk_open[]; /* which are open? */

/* Sorted by name, ended by NULLs. */
struct statement {
    const char *name, *sql, *question;
};
extern const struct statement all_statements[];

#endif
