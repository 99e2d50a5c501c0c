/* search.h - finding things by their words, in Norwegian, the same on both engines. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DB_SEARCH_H
#define DB_SEARCH_H

#include "db/db.h"

/* Words are runs of letters and digits, folded (case, composed and wide forms) and stemmed as
   bokmål, which serves nynorsk too: "Tilgangene" and "tilgangane" are found by "tilgang". */

/* What a connection needs to look for words, all of it before the first: a search asks the
   stemmer for no memory. NULL when there is none. */
struct sb_stemmer *search_open(void);
void search_close(struct sb_stemmer *stemmer);

/* Makes the thing findable by title and body, or renews it. Both calls belong in the write
   transaction of the change itself. organisation_id 0 is for what belongs to all. */
err search_put(struct db *db, int64_t organisation_id, const char *kind, int64_t thing_id,
               str title, str body);
/* The thing is not found any more; OK when it never was. */
err search_drop(struct db *db, const char *kind, int64_t thing_id);
/* After an erasure: rewrites the index, so that no stem of what was dropped stays in the file.
   PostgreSQL does that by its own vacuum. Takes some seconds at 100,000 things. */
err search_purge(struct db *db);

/* What people typed as the engine's question: every word must be there, the last one also as the
   beginning of a word. STR_NONE when there is no word in it: then leave the condition out.
   search_query_in narrows to a body and its kind within the index, which is quick however many
   things there are; organisation_id 0 and kind NULL narrow nothing. Without memory for it the
   transaction has failed, which its next statement tells. */
str search_query(struct arena *a, struct db *db, str typed);
str search_query_in(struct arena *a, struct db *db, int64_t organisation_id, const char *kind,
                    str typed);
/* A condition on the table search with the value :search_match, for
     t.id IN (SELECT thing_id FROM search WHERE kind || '' = 'risk' AND <condition>)
   in which the kind is said so that no engine thinks of walking through all things of it. */
const char *search_condition(const struct db *db);

#endif
