/* factors_view.h - what one shows to sign in, and the pages on which that is changed. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SIGN_IN_FACTORS_VIEW_H
#define WEB_SIGN_IN_FACTORS_VIEW_H

#include "web/html.h"

struct factors_key {
    int64_t id;
    str name, added, used;
};

struct factors_view {
    str form_token, done;
    bool can_keep; /* there is a key that secrets rest under */
    bool has_totp, has_any;
    str demand;     /* what is demanded, and from when; empty: nothing, or it is met */
    str demand_how; /* what counts */
    str later_href; /* where one was going, while there are days of grace */
    str prove_href; /* to show what one has already; empty: nothing that counts */
    str totp_since;
    int64_t n_codes;
    struct factors_key *keys;
    size_t n_keys;
};

/* The page on which a key is made; what the script passes on. */
struct passkey_view {
    str form_token, error, challenge, rp_id, user_id, user_name, user_display;
    str exclude; /* keys that the person has already, parted by blanks */
};

/* The picture and the text of a secret, and the first code. */
struct totp_view {
    str form_token, error, secret;
    struct markup picture;
};

struct recovery_code_view {
    str code;
};

/* Shown once. */
struct recovery_view {
    struct recovery_code_view *codes;
    size_t n_codes;
};

#endif
