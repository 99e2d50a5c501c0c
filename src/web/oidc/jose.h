/* jose.h - signatures of JSON Web Tokens, by cjose: checked and made. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_OIDC_JOSE_H
#define WEB_OIDC_JOSE_H

#include "base/arena.h"
#include "base/str.h"

/* Is the compact token signed by that public key (a JWK as JSON), over exactly this payload? Which
   algorithms and keys may be used at all is the caller's to have checked. */
bool jose_verify(struct arena *a, str token, str key, str payload);

/* The payload signed by RS256 with a private key (a JWK as JSON, with its kid); STR_NONE when the
   key does not serve. certificate (DER as base64), where it is not empty, is named in the header by
   its thumbprint: x5t#S256 of RFC 7515 4.1.8. */
str jose_sign(struct arena *a, str key, str certificate, str payload);

/* A certificate for that private key, one of jose_key_new, signed by itself, from that second on and
   for so many days: DER as base64. It says who we are to nobody but the provider it is registered
   at. */
str jose_certificate(struct arena *a, str key, const char *name, int64_t from, int days);

/* A new RSA key of 3072 bits: private JWK and public JWK, both with the same kid, which is its
   thumbprint (RFC 7638). Takes a good second. */
void jose_key_new(struct arena *a, str *private_key, str *public_key);

#endif
