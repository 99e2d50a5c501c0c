/* files.h - the statistics as JSON, CSV, XLSX and JSON-stat: what the question asks for, all of it.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef REPORT_STATISTICS_FILES_H
#define REPORT_STATISTICS_FILES_H

#include "report/statistics/question.h"
#include "web/reply.h"

err files_json(struct ctx *ctx, const struct statistics *s, const struct question *q,
               struct reply *r);
err files_table(struct ctx *ctx, const struct statistics *s, const struct question *q, bool is_xlsx,
                struct reply *r);
/* JSON-stat 2.0; published: the source's own figures, which know neither size nor county. */
err files_jsonstat(struct ctx *ctx, const struct statistics *s, const struct question *q,
                   bool published, struct reply *r);

#endif
