/* qr.c - a QR code drawn as one path of squares. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/qr.h"

#include <qrencode.h>

enum { QUIET = 4 }; /* modules of white around it: ISO/IEC 18004 */

struct markup qr_svg(struct arena *a, str text, str label)
{
    QRcode *code = QRcode_encodeString8bit(str_z(a, text), 0, QR_ECLEVEL_M);
    if (!code) {
        return (struct markup){STR_NONE};
    }
    struct buf b;
    buf_init(&b, a, 256 * KIB);
    struct html h = {.out = &b, .arena = a};
    int side = code->width + 2 * QUIET;
    html_lit(&h, "<svg class=\"qr\" role=\"img\" width=\"240\" height=\"240\" aria-label=\"");
    html_str(&h, label);
    buf_printf(&b, "\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">", side, side);
    buf_printf(&b, "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/><path fill=\"#000000\" d=\"",
               side, side);
    for (int y = 0; y < code->width; y++) {
        for (int x = 0; x < code->width; x++) {
            if (code->data[y * code->width + x] & 1) {
                buf_printf(&b, "M%d %dh1v1h-1z", x + QUIET, y + QUIET);
            }
        }
    }
    html_lit(&h, "\"/></svg>");
    QRcode_free(code);
    return (struct markup){buf_as_str(&b)};
}
