/* assets.h - addresses of the files that are built into the program. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_ASSETS_H
#define WEB_ASSETS_H

#include "base/str.h"

/* "/assets/HASH/NAME" for "NAME"; its contents never change, so browsers keep it. "/assets/-/NAME"
   when there is no such file. */
str asset_href(struct arena *a, const char *name);

#endif
