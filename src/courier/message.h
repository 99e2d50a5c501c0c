/* message.h - letters and answers as bytes between our own processes. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef COURIER_MESSAGE_H
#define COURIER_MESSAGE_H

#include "courier/courier.h"

/* Fields one after another, each as four bytes of length (low first) and that many bytes. */
void letter_write(struct buf *out, const struct letter *letter);
void answer_write(struct buf *out, const struct answer *answer);

/* False unless the bytes are one whole message and nothing else. Texts point into it. */
bool letter_read(str bytes, struct letter *out);
bool answer_read(str bytes, struct answer *out);

#endif
