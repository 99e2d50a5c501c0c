/* cbor.h - is CBOR (RFC 8949) as modest as it is long? Asked before a library believes it: libcbor
   makes room for as many items as an array says it has, and five bytes can say four thousand
   million. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SIGN_IN_CBOR_H
#define WEB_SIGN_IN_CBOR_H

#include "base/str.h"

/* Items one after another to the last byte, each of a definite length that is there, at most four
   deep: what a key may send (CTAP 2.1 section 8). Nothing at all is modest too. */
bool cbor_is_modest(str bytes);

#endif
