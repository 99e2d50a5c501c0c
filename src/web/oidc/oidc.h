/* oidc.h - what the sign-in pages show of providers. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_OIDC_OIDC_H
#define WEB_OIDC_OIDC_H

#include "web/gate.h"
#include "web/sign_in/sign_in_view.h"

/* Buttons for the providers that may be used: those of the body whose page return_to is, with the
   bodies above it; else all of the installation, at most 12. invitation is a one-time link's
   secret: then only providers that take invitations, of the invited person's body. */
err oidc_buttons(struct ctx *ctx, str return_to, str invitation, struct sign_in_provider **out,
                 size_t *n);

/* Buttons for the providers by which the actor may prove once more who he is: those that are linked
   to him. They lead on to return_to. */
err oidc_proof_buttons(struct ctx *ctx, str return_to, struct sign_in_provider **out, size_t *n);

/* Where somebody lands who has signed out: the sign-in page, or one that offers to sign out at the
   provider as well. */
str oidc_after_sign_out(const struct request *q);

#endif
