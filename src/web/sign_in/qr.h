/* qr.h - a text as a square picture that a phone reads. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SIGN_IN_QR_H
#define WEB_SIGN_IN_QR_H

#include "web/html.h"

/* An SVG with that label, black on white whatever the colours of the page, with the quiet zone that
   readers need. Empty when the text is too long for a picture. */
struct markup qr_svg(struct arena *a, str text, str label);

#endif
