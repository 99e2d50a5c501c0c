/* write.c - calendars (RFC 5545) that people subscribe to or import. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/ics/write.h"

#include "base/clock.h"

#include <string.h>

enum { LINE_MOST = 75 };

/* Writes one content line, folded between letters (3.1): CRLF and a space, which counts. */
static void line(struct buf *out, str s)
{
    size_t most = LINE_MOST;
    while (s.n > most) {
        size_t n = most;
        while (((unsigned char)s.p[n] & 0xC0) == 0x80) {
            n--;
        }
        buf_append(out, s.p, n);
        buf_literal(out, "\r\n ");
        s = str_slice(s, n, s.n);
        most = LINE_MOST - 1;
    }
    buf_str(out, s);
    buf_literal(out, "\r\n");
}

static void property(struct buf *out, const char *name, str value)
{
    line(out, str_printf(out->arena, "%s:%.*s", name, STR_ARG(value)));
}

/* TEXT (3.3.11): escapes; line breaks of any kind become \n, other control characters spaces. */
static void text(struct buf *out, const char *name, str s)
{
    struct buf b;
    if (str_empty(s)) {
        return;
    }
    buf_init(&b, out->arena, out->ceiling);
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '\\' || c == ';' || c == ',') {
            buf_char(&b, '\\');
            buf_char(&b, c);
        } else if (c == '\n') {
            buf_literal(&b, "\\n");
        } else if (c == '\r') {
            if (i + 1 == s.n || s.p[i + 1] != '\n') {
                buf_literal(&b, "\\n");
            }
        } else {
            buf_char(&b, (unsigned char)c < 0x20 || c == 0x7F ? ' ' : c);
        }
    }
    property(out, name, buf_as_str(&b));
}

/* An address or id as it stands, without what could end the line. */
static void bare(struct buf *out, const char *name, str s)
{
    if (str_empty(s)) {
        return;
    }
    char *p = arena_copy(out->arena, s.p, s.n);
    for (size_t i = 0; i < s.n; i++) {
        p[i] = (unsigned char)p[i] < 0x20 || p[i] == 0x7F ? ' ' : p[i];
    }
    property(out, name, str_n(p, s.n));
}

/* The digits of an ISO day or moment, with the T between them: 20261121, 20261121T083000. */
static str basic(struct arena *a, str iso)
{
    char *p = arena_alloc(a, iso.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < iso.n && iso.p[i] != '.'; i++) {
        if (iso.p[i] != '-' && iso.p[i] != ':') {
            p[n++] = iso.p[i];
        }
    }
    return str_n(p, n);
}

static void moment(struct buf *out, const char *name, int64_t ms)
{
    str s = basic(out->arena, moment_iso(out->arena, ms));
    property(out, name, str_printf(out->arena, "%.15sZ", s.p));
}

static void local_moment(struct buf *out, const char *name, int64_t ms)
{
    str s = basic(out->arena, moment_local(out->arena, ms));
    line(out, str_printf(out->arena, "%s;TZID=Europe/Oslo:%.13s00", name, s.p));
}

static void day(struct buf *out, const char *name, str iso)
{
    str s = basic(out->arena, iso);
    line(out, str_printf(out->arena, "%s;VALUE=DATE:%.*s", name, STR_ARG(s)));
}

static void rule(struct buf *out, enum ics_repeat repeat, int every, str until, bool is_day)
{
    static const char *const frequencies[] = {
        [ICS_WEEKLY] = "WEEKLY", [ICS_MONTHLY] = "MONTHLY", [ICS_YEARLY] = "YEARLY"};
    if (repeat == ICS_ONCE) {
        return;
    }
    struct buf b;
    buf_init(&b, out->arena, 200);
    buf_printf(&b, "RRULE:FREQ=%s", frequencies[repeat]);
    if (every > 1) {
        buf_printf(&b, ";INTERVAL=%d", every);
    }
    if (!str_empty(until) && is_day) {
        buf_printf(&b, ";UNTIL=%.8s", basic(out->arena, until).p);
    } else if (!str_empty(until)) { /* with a local start, UNTIL is in UTC (3.3.10) */
        str last = moment_iso(out->arena, day_moment(until, 23, 59));
        buf_printf(&b, ";UNTIL=%.15sZ", basic(out->arena, last).p);
    }
    line(out, buf_as_str(&b));
}

static void head(struct buf *out, const char *component, str uid, int64_t changed_at,
                 int64_t sequence)
{
    property(out, "BEGIN", str_of(component));
    bare(out, "UID", uid);
    moment(out, "DTSTAMP", changed_at);
    moment(out, "LAST-MODIFIED", changed_at);
    property(out, "SEQUENCE", str_from_int(out->arena, sequence));
}

void ics_start(struct buf *out, str name, const char *language, int refresh_hours)
{
    buf_literal(out, "BEGIN:VCALENDAR\r\n"
                     "VERSION:2.0\r\n"
                     "PRODID:-//Samstyr//Samstyr//NO\r\n"
                     "CALSCALE:GREGORIAN\r\n"
                     "METHOD:PUBLISH\r\n");
    line(out, str_printf(out->arena, "REFRESH-INTERVAL;VALUE=DURATION:PT%dH", refresh_hours));
    line(out, str_printf(out->arena, "X-PUBLISHED-TTL:PT%dH", refresh_hours));
    char *with_language = (char *)str_printf(out->arena, "NAME;LANGUAGE=%s", language).p;
    text(out, with_language, name);
    text(out, "X-WR-CALNAME", name);
    buf_literal(out, "X-WR-TIMEZONE:Europe/Oslo\r\n"
                     "BEGIN:VTIMEZONE\r\n"
                     "TZID:Europe/Oslo\r\n"
                     "BEGIN:STANDARD\r\n"
                     "DTSTART:19961027T030000\r\n"
                     "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"
                     "TZOFFSETFROM:+0200\r\n"
                     "TZOFFSETTO:+0100\r\n"
                     "TZNAME:CET\r\n"
                     "END:STANDARD\r\n"
                     "BEGIN:DAYLIGHT\r\n"
                     "DTSTART:19970330T020000\r\n"
                     "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"
                     "TZOFFSETFROM:+0100\r\n"
                     "TZOFFSETTO:+0200\r\n"
                     "TZNAME:CEST\r\n"
                     "END:DAYLIGHT\r\n"
                     "END:VTIMEZONE\r\n");
}

static void when(struct buf *out, const struct ics_event *event)
{
    if (!str_empty(event->from_day)) {
        str last = str_empty(event->to_day) ? event->from_day : event->to_day;
        day(out, "DTSTART", event->from_day);
        day(out, "DTEND", day_plus(out->arena, last, 1)); /* the end is not part of it (3.6.1) */
        return;
    }
    void (*put)(struct buf *, const char *, int64_t) =
        event->repeat == ICS_ONCE ? moment : local_moment;
    put(out, "DTSTART", event->from_at);
    if (event->to_at) {
        put(out, "DTEND", event->to_at);
    }
}

void ics_event(struct buf *out, const struct ics_event *event)
{
    bool is_day = !str_empty(event->from_day);
    head(out, "VEVENT", event->uid, event->changed_at, event->sequence);
    when(out, event);
    rule(out, event->repeat, event->every, event->until_day, is_day);
    text(out, "SUMMARY", event->summary);
    text(out, "DESCRIPTION", event->description);
    text(out, "LOCATION", event->location);
    bare(out, "URL", event->url);
    property(out, "STATUS", event->is_cancelled ? STR("CANCELLED") : STR("CONFIRMED"));
    property(out, "TRANSP", is_day ? STR("TRANSPARENT") : STR("OPAQUE"));
    property(out, "END", STR("VEVENT"));
}

void ics_todo(struct buf *out, const struct ics_todo *todo)
{
    head(out, "VTODO", todo->uid, todo->changed_at, todo->sequence);
    if (!str_empty(todo->due_day)) {
        if (todo->repeat == ICS_ONCE) {
            day(out, "DUE", todo->due_day);
        } else { /* a repeated task needs a start; its day long, it is due at the day's end (3.6.2)
                  */
            day(out, "DTSTART", todo->due_day);
            property(out, "DURATION", STR("P1D"));
        }
        rule(out, todo->repeat, todo->every, todo->until_day, true);
    }
    text(out, "SUMMARY", todo->summary);
    text(out, "DESCRIPTION", todo->description);
    bare(out, "URL", todo->url);
    if (todo->completed_at) {
        moment(out, "COMPLETED", todo->completed_at);
        property(out, "PERCENT-COMPLETE", STR("100"));
    }
    property(out, "STATUS", todo->completed_at ? STR("COMPLETED") : STR("NEEDS-ACTION"));
    property(out, "END", STR("VTODO"));
}

void ics_end(struct buf *out)
{
    buf_literal(out, "END:VCALENDAR\r\n");
}
