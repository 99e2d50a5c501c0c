/* kind.h - what a kind of thing is: one table from which store, pages, API and transfer are made.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_KIND_H
#define KIND_KIND_H

#include "ctx/ctx.h"

#include <stddef.h>

struct kind;

/* The head of every thing; a kind's own struct begins with it. Text lives as long as the work. */
struct thing {
    const struct kind *kind;
    int64_t id;
    str uuid;
    int64_t organisation_id; /* 0 for reference kinds */
    int64_t ref;             /* running number within the body: R-14 */
    int64_t version;
    str state;
    int64_t created_at, created_by, updated_at, updated_by;
    int64_t deleted_at; /* 0 while it stands */
};

struct ids {
    int64_t *at;
    size_t n;
};

/* What stands for "no value" in number, money and moment members. */
#define NO_NUMBER INT64_MIN

enum field_type {
    FIELD_TEXT,   /* one line: str */
    FIELD_PROSE,  /* several lines, Markdown: str */
    FIELD_NUMBER, /* int64_t */
    FIELD_MONEY,  /* whole øre: int64_t */
    FIELD_DAY,    /* ISO text: str */
    FIELD_MOMENT, /* milliseconds UTC: int64_t */
    FIELD_YES,    /* 0 or 1: int64_t */
    FIELD_CHOICE, /* one of choices: str */
    FIELD_LINK,   /* one thing of kind `link`, 0 is none: int64_t */
    FIELD_LINKS,  /* things of kind `link`, through the table `through`: struct ids */
    FIELD_EMAIL,  /* str, lower case */
    FIELD_URL,    /* http or https: str */
};

enum {
    FIELD_REQUIRED = 1 << 0,
    FIELD_COLUMN = 1 << 1,   /* in the list when nothing else is chosen */
    FIELD_FILTER = 1 << 2,   /* in the list's filter form */
    FIELD_SEARCH = 1 << 3,   /* in the full-text search; text and prose only */
    FIELD_COMPUTED = 1 << 4, /* set by rules and verbs, never by forms, API or import */
    FIELD_PERSONAL = 1 << 5, /* about a person: erasable, not in the search, not in logs */
    FIELD_LANGS = 1 << 6,    /* reference kinds: columns NAME_nb, NAME_nn, NAME_en, read in the
                                reader's language */
    FIELD_SCALE = 1 << 7,  /* a number min..max with a word for each step: shown as radio buttons */
    FIELD_UNIQUE = 1 << 8, /* no two living things of the body have the same */
    FIELD_DUE =
        1 << 9, /* a day that is shown as overdue when passed and the state is not an end state */
    FIELD_LEVEL = 1 << 10, /* a choice or number shown as a level tag (n1..n4) */
    FIELD_ASKED = 1 << 11, /* asked for by steps; other forms show it only to correct a value */
    FIELD_KINDS = 1 << 12, /* a choice among the kinds of what bodies have; its words are theirs */
};

/* One field. name is member, column, form field, JSON key and CSV column alike; its label is the
   word KIND.NAME, its help KIND.NAME.help (if there is one), choices KIND.NAME.CHOICE, steps
   KIND.NAME.3. */
struct field {
    const char *name;
    size_t offset;
    enum field_type type;
    unsigned flags;
    int64_t min,
        max; /* bounds of numbers; longest text in characters (0: 200 text, 10,000 prose) */
    const char *const *choices; /* NULL-terminated */
    const char *link;           /* name of the kind that LINK and LINKS point at */
    const char *through;        /* LINKS: table with columns KIND_id and LINK_id */
    const char
        *group; /* heading of the form section it begins: word KIND.group.GROUP; NULL continues */
    uint32_t readers;   /* roles that see it; 0: everybody who sees the thing */
    const char *preset; /* value in a new form: text, or "today", "me", "now" */
    const char
        *source; /* address of where the help comes from; its name is the word KIND.NAME.source */
};

/* FIELD(struct risk, title) gives .name and .offset. */
#define FIELD(type, member) .name = #member, .offset = offsetof(type, member)

enum {
    VERB_REASON = 1 << 0,  /* a reason must be given, and is kept in the history */
    VERB_BULK = 1 << 1,    /* offered for many things at once */
    VERB_MAIN = 1 << 2,    /* the natural next step: the main button */
    VERB_DANGER = 1 << 3,  /* asks once more */
    VERB_STEP_UP = 1 << 4, /* binds: only by someone who has lately proved who he is */
};

/* One step of the life cycle. `run` holds the rule; the asked fields are already read into t. It
   may refuse (return fault(...)) and may set computed fields. After it the engine sets the state,
   saves and writes the history. Words: KIND.verb.NAME (button), KIND.verb.NAME.done (what was
   done). */
struct verb {
    const char *name;        /* in addresses: "put-in-operation" */
    const char *const *from; /* states, NULL-terminated; NULL: any */
    const char *to;          /* NULL: the state stays */
    uint32_t roles;
    const char *const
        *asks; /* fields that its form asks for, NULL-terminated; a leading "!" makes it required */
    unsigned flags;
    err (*run)(struct ctx *ctx, struct thing *t, str reason); /* NULL: no rule of its own */
};

/* A ready-made view of the list: a query string, with `today` and `me` as values. Word
 * KIND.view.NAME. */
struct view {
    const char *name, *query;
};

enum {
    KIND_REFERENCE = 1 << 0, /* belongs to no body: everybody signed in reads it, files fill it, and
                                those whom `own` names keep it; the address has no /o/ */
    KIND_NO_CREATE = 1 << 1, /* made by the program only */
    KIND_NO_IMPORT = 1 << 2,
    KIND_HIDDEN = 1 << 3,  /* not in the menu */
    KIND_STEP_UP = 1 << 4, /* making, changing and removing binds, as VERB_STEP_UP says */
};

/* Who erases where a kind lets it be erased at all. */
enum { KIND_ERASERS = ROLE_OFFICER | ROLE_TOP_MANAGEMENT };

struct kind {
    const char *name;   /* "risk": words, history */
    const char *plural; /* "risks": address */
    const char *table;  /* NULL: the same as name */
    const char *prefix; /* "R": R-14 */
    const char *group;  /* menu: "work", "governance", "assets", "settings"; word menu.GROUP */
    const char *icon;
    int order; /* within the group */
    unsigned flags;
    size_t size; /* of the kind's struct */
    const struct field *fields;
    size_t n_fields;
    const char *title;         /* the field that names the thing */
    const char *const *states; /* the first one is where it begins; NULL: "active" only */
    const char *const *ends;   /* end states: never overdue; NULL: none */
    const char *const *locked; /* states in which plain change is refused; NULL: none */
    const struct verb *verbs;
    size_t n_verbs;
    const struct view *views;
    size_t n_views;
    const char *sort; /* as in an address: "-due_on"; NULL: "-ref" */

    uint32_t read, create, change, remove; /* roles */
    uint32_t erase; /* roles that erase texts of it for ever: see erase.h; 0: nobody asks for it */
    uint32_t read_own; /* roles that read (and change, if own_change) only what is theirs */
    const char *own;   /* SQL condition on t with :actor, :today and :body: what "theirs" means */
    bool own_change;
    /* The body whose history tells of t, 0 for none; NULL: its own body's, or that of the work. */
    int64_t (*keeper)(const struct ctx *ctx, const struct thing *t);

    /* Roles that see what is classified as restricted, and decide that it is; others see it only
       when they are named, and still need a right to read. 0: the kind knows no such class. A kind
       that does has the fields of NEED_TO_KNOW. */
    uint32_t restricted;

    /* Rules across fields, at creation (before is NULL) and every change or verb. Tells faults with
       fault_at() for each field and returns ERR_INVALID if any; sets computed fields. May be NULL.
     */
    err (*check)(struct ctx *ctx, struct thing *t, const struct thing *before);
    /* What follows in the same transaction, after the row is written. verb is "create", "change",
     * ... May be NULL. */
    err (*after)(struct ctx *ctx, struct thing *t, const struct thing *before, const char *verb);
    /* SQL condition on t for FIELD_LINK selects: which things may be chosen; NULL: all that stand.
     */
    const char *choosable;
    /* SQL condition on t with :body and :today: things of other bodies that may be linked to from
       this one, beside its own; NULL: none. */
    const char *guests;
    /* The same, for those that are no guests today but whose names stand in what was done here. */
    const char *known;
    /* SQL condition on t with :today: things that no rule of retention touches yet; NULL: none. */
    const char *kept;
};

/* The two fields of a kind with .restricted, and the members of its struct. */
#define NEED_TO_KNOW_MEMBERS                                                                       \
    str classification;                                                                            \
    struct ids named_ids
#define NEED_TO_KNOW(kind)                                                                         \
    {FIELD(struct kind, classification),                                                           \
     .type = FIELD_CHOICE,                                                                         \
     .choices = kind_classes,                                                                      \
     .preset = "ordinary",                                                                         \
     .group = "need_to_know",                                                                      \
     .flags = FIELD_REQUIRED | FIELD_FILTER},                                                      \
    {                                                                                              \
        FIELD(struct kind, named_ids), .type = FIELD_LINKS, .link = "person",                      \
                                       .through = #kind "_named"                                   \
    }
extern const char *const kind_classes[]; /* ordinary, restricted */
/* The field that says which class a thing is of; NULL where the kind has none. */
const struct field *kind_class(const struct kind *k);
/* Is the thing restricted to those who need to know? */
bool kind_is_restricted(const struct thing *t);

/* Every kind of the program, sorted by name, NULL-terminated. Written by the build. */
extern const struct kind *const all_kinds[];

/* What a kind shows on a thing's page beside its fields: found in the kinds' folders by the build.
 */
struct html;
struct panel {
    const char *kind; /* on whose pages */
    int order;
    enum panel_place { PANEL_BODY, PANEL_TOP, PANEL_SIDE } place;
    /* Writes nothing when there is nothing to show. */
    err (*draw)(struct ctx *ctx, struct thing *t, struct html *h);
};
extern const struct panel *const all_panels[];

/* A page of its own in the menu: dashboards, statements, statistics. Words report.NAME. */
struct report {
    const char *name;
    const char *path;  /* after /o/NUMBER ("" is the overview), or whole when is_sector */
    const char *group; /* menu group, as of kinds */
    const char *icon;
    int order;
    bool is_sector; /* belongs to no body */
    uint32_t roles;
};
extern const struct report *const all_reports[];

const struct kind *kind_named(str name); /* "risk"; NULL when there is none */
const struct kind *kind_at(str plural);  /* "risks" */
const struct field *kind_field(const struct kind *k, str name); /* NULL when there is none */
const struct verb *kind_verb(const struct kind *k, str name);
const char *kind_table(const struct kind *k);
bool kind_has_state(const char *const *states, str state);
/* Is t in a state from which no more is expected? */
bool kind_ended(const struct thing *t);
str kind_title(const struct thing *t);                            /* what the title field holds */
str kind_ref(struct arena *a, const struct kind *k, int64_t ref); /* "R-14" */
/* The address of a list (ref 0 means: of no thing) or thing: "/o/964950768/risks/7". */
str kind_address(struct ctx *ctx, const struct kind *k, int64_t id);

/* Words of a kind; part may be NULL: kind_word(ctx, k, "one", NULL), kind_word(ctx, k, "state",
 * "open"). */
str kind_word(struct ctx *ctx, const struct kind *k, const char *part, const char *rest);
/* "New risk", in the words of the kind where it has them. */
str kind_new_word(struct ctx *ctx, const struct kind *k);
/* Does the actor read all things of the kind, not only his own? Others get no link to them and do
   not read their names: only the reference. */
bool kind_may_open(const struct ctx *ctx, const struct kind *k);
bool kind_has_word(const struct kind *k, const char *part, const char *rest);

/* The members of a thing by field. */
static inline str *field_str(struct thing *t, const struct field *f)
{
    return (str *)(void *)((char *)t + f->offset);
}

static inline int64_t *field_int(struct thing *t, const struct field *f)
{
    return (int64_t *)(void *)((char *)t + f->offset);
}

static inline struct ids *field_ids(struct thing *t, const struct field *f)
{
    return (struct ids *)(void *)((char *)t + f->offset);
}
/* "3,7,12": as forms, files and the history write them. */
str ids_text(struct arena *a, const struct ids *ids);

/* Is the member a str? */
static inline bool field_is_text(const struct field *f)
{
    enum {
        TEXTS = 1 << FIELD_TEXT | 1 << FIELD_PROSE | 1 << FIELD_DAY | 1 << FIELD_CHOICE |
                1 << FIELD_EMAIL | 1 << FIELD_URL
    };
    return TEXTS >> f->type & 1;
}

bool field_empty(const struct thing *t, const struct field *f);
bool field_visible(const struct ctx *ctx, const struct field *f);

/* The choices of a field, counted from 0; NULL after the last one, and where there are none. */
const char *field_choice(const struct field *f, size_t i);
bool field_has_choice(const struct field *f, str choice);
str field_choice_word(struct ctx *ctx, const struct kind *k, const struct field *f,
                      const char *choice);

#endif
