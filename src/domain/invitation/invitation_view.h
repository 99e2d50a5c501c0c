/* invitation_view.h - the link of an invitation, shown once, and the page of the one who is
 * invited. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_INVITATION_INVITATION_VIEW_H
#define DOMAIN_INVITATION_INVITATION_VIEW_H

#include "base/str.h"

struct invitation_panel {
    str action, form_token;
};

struct invitation_link_view {
    str email, link, until, back_href;
};

struct invitation_view {
    str intro, role, body, below, until,
        inviter; /* below, until, inviter: empty when there is none */
    str accept, decline, form_token;
};

#endif
