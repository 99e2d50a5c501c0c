/* clock.c - moments, days, and Oslo's wall clock; days are counted by plain civil-calendar
 * arithmetic. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { YEAR_MIN = 1900, YEAR_MAX = 2199, DAY_LENGTH = 10 };

/* Outside these the calendar of this house ends; both are whole days. */
#define FIRST_DAY ((int64_t)-25567) /* 1900-01-01 */
#define LAST_DAY ((int64_t)84005)   /* 2199-12-31 */

struct civil {
    int year, month, day;
};

/* Where the zone files are missing, today's rule of the European Union serves. */
void clock_init(void)
{
    bool has_zone = access("/usr/share/zoneinfo/Europe/Oslo", R_OK) == 0;
    setenv("TZ", has_zone ? "Europe/Oslo" : "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    tzset();
}

int64_t clock_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * SECOND_MS + t.tv_nsec / 1000000;
}

int64_t steady_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * SECOND_MS + t.tv_nsec / 1000000;
}

/* Days since 1970-01-01 and back. Eras of 400 years, years that begin in March: H. Hinnant,
   "chrono-compatible low-level date algorithms". */
static int64_t days_of(struct civil c)
{
    int64_t y = c.month <= 2 ? c.year - 1 : c.year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (c.month + (c.month > 2 ? -3 : 9)) + 2) / 5 + c.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static struct civil civil_of(int64_t days)
{
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int month = (int)(mp < 10 ? mp + 3 : mp - 9);
    return (struct civil){(int)(yoe + era * 400 + (month <= 2)), month,
                          (int)(doy - (153 * mp + 2) / 5 + 1)};
}

static int month_length(int year, int month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : lengths[month - 1];
}

static bool civil_is(struct civil c)
{
    return c.year >= YEAR_MIN && c.year <= YEAR_MAX && c.month >= 1 && c.month <= 12 &&
           c.day >= 1 && c.day <= month_length(c.year, c.month);
}

/* Reads exactly n digits at p. */
static bool digits(const char *p, size_t n, int *out)
{
    int v = 0;
    for (size_t i = 0; i < n; i++) {
        if (p[i] < '0' || p[i] > '9') {
            return false;
        }
        v = v * 10 + (p[i] - '0');
    }
    *out = v;
    return true;
}

static void put_digits(char *p, size_t n, int v)
{
    while (n--) {
        p[n] = (char)('0' + v % 10);
        v /= 10;
    }
}

static bool civil_read(str s, struct civil *out)
{
    return s.n == DAY_LENGTH && s.p[4] == '-' && s.p[7] == '-' && digits(s.p, 4, &out->year) &&
           digits(s.p + 5, 2, &out->month) && digits(s.p + 8, 2, &out->day) && civil_is(*out);
}

static void put_civil(char *p, struct civil c)
{
    put_digits(p, 4, c.year);
    p[4] = '-';
    put_digits(p + 5, 2, c.month);
    p[7] = '-';
    put_digits(p + 8, 2, c.day);
}

static str civil_text(struct arena *a, struct civil c)
{
    char text[DAY_LENGTH];
    put_civil(text, c);
    return (str){arena_copy(a, text, sizeof text), sizeof text};
}

static int64_t clamp(int64_t v, int64_t low, int64_t high)
{
    return v < low ? low : v > high ? high : v;
}

/* A moment in the calendar of this house, so that its year has four digits. */
static int64_t moment_clamp(int64_t ms)
{
    return clamp(ms, FIRST_DAY * DAY_MS, (LAST_DAY + 1) * DAY_MS - 1);
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* How far Oslo is ahead of UTC at that moment. */
static int64_t offset_at(int64_t ms)
{
    time_t t = (time_t)floor_div(ms, SECOND_MS);
    struct tm tm;
    localtime_r(&t, &tm);
    return tm.tm_gmtoff * SECOND_MS;
}

/* The moment when Oslo's clock showed `wall` (milliseconds, read as if it were UTC). In autumn's
   double hour the first; in spring's missing hour, as much later as the clock was put forward. */
static int64_t moment_of_wall(int64_t wall)
{
    int64_t before = offset_at(wall - 4 * HOUR_MS);
    if (offset_at(wall - before) == before) {
        return wall - before;
    }
    int64_t after = offset_at(wall + HOUR_MS);
    return offset_at(wall - after) == after ? wall - after : wall - before;
}

bool day_is(str s)
{
    struct civil c;
    return civil_read(s, &c);
}

str day_of(struct arena *a, int64_t ms)
{
    ms = moment_clamp(ms);
    return civil_text(a, civil_of(floor_div(moment_clamp(ms + offset_at(ms)), DAY_MS)));
}

str day_plus(struct arena *a, str s, int n_days)
{
    struct civil c = {1900, 1, 1};
    civil_read(s, &c);
    return civil_text(a, civil_of(clamp(days_of(c) + n_days, FIRST_DAY, LAST_DAY)));
}

str day_plus_months(struct arena *a, str s, int n_months)
{
    struct civil c = {1900, 1, 1};
    civil_read(s, &c);
    int64_t months = (int64_t)c.year * 12 + c.month - 1 + n_months;
    months = clamp(months, YEAR_MIN * 12, YEAR_MAX * 12 + 11);
    c.year = (int)(months / 12);
    c.month = (int)(months % 12) + 1;
    int last = month_length(c.year, c.month);
    if (c.day > last) {
        c.day = last;
    }
    return civil_text(a, c);
}

int64_t days_between(str a, str b)
{
    struct civil from = {1900, 1, 1}, to = {1900, 1, 1};
    civil_read(a, &from);
    civil_read(b, &to);
    return days_of(to) - days_of(from);
}

int day_year(str s)
{
    struct civil c = {0};
    return civil_read(s, &c) ? c.year : 0;
}

int day_month(str s)
{
    struct civil c = {0};
    return civil_read(s, &c) ? c.month : 0;
}

int64_t day_moment(str s, int hour, int minute)
{
    struct civil c = {1900, 1, 1};
    civil_read(s, &c);
    return moment_of_wall(days_of(c) * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS);
}

str moment_iso(struct arena *a, int64_t ms)
{
    ms = moment_clamp(ms);
    int64_t days = floor_div(ms, DAY_MS);
    int of_day = (int)(ms - days * DAY_MS);
    char *p = arena_copy(a, "0000-00-00T00:00:00.000Z", 24);
    put_civil(p, civil_of(days));
    put_digits(p + 11, 2, of_day / (int)HOUR_MS);
    put_digits(p + 14, 2, of_day / (int)MINUTE_MS % 60);
    put_digits(p + 17, 2, of_day / (int)SECOND_MS % 60);
    put_digits(p + 20, 3, of_day % (int)SECOND_MS);
    return (str){p, 24};
}

str moment_local(struct arena *a, int64_t ms)
{
    ms = moment_clamp(ms);
    ms = moment_clamp(ms + offset_at(ms));
    int64_t days = floor_div(ms, DAY_MS);
    int of_day = (int)(ms - days * DAY_MS);
    char *p = arena_copy(a, "0000-00-00T00:00", 16);
    put_civil(p, civil_of(days));
    put_digits(p + 11, 2, of_day / (int)HOUR_MS);
    put_digits(p + 14, 2, of_day / (int)MINUTE_MS % 60);
    return (str){p, 16};
}

/* Takes ":30" or ".250" off the front of *s; the fraction is cut after milliseconds. */
static bool take_seconds(str *s, int64_t *ms)
{
    int seconds;
    if (s->n < 3 || s->p[0] != ':') {
        return true;
    }
    if (!digits(s->p + 1, 2, &seconds) || seconds > 59) {
        return false;
    }
    *ms += seconds * SECOND_MS;
    *s = str_slice(*s, 3, s->n);
    if (s->n && (s->p[0] == '.' || s->p[0] == ',')) {
        size_t i = 1;
        for (int unit = 100; i < s->n && s->p[i] >= '0' && s->p[i] <= '9'; i++, unit /= 10) {
            *ms += (s->p[i] - '0') * unit;
        }
        *s = str_slice(*s, i, s->n);
        return i > 1;
    }
    return true;
}

/* "+02:00", "-0130" or "+02". */
static bool offset_read(str s, int64_t *out)
{
    int hours = 0, minutes = 0;
    bool colon = s.n == 6 && s.p[3] == ':';
    if (s.n < 3 || (s.p[0] != '+' && s.p[0] != '-') || !digits(s.p + 1, 2, &hours) || hours > 23 ||
        !(s.n == 3 || (colon && digits(s.p + 4, 2, &minutes)) ||
          (s.n == 5 && digits(s.p + 3, 2, &minutes))) ||
        minutes > 59) {
        return false;
    }
    int64_t ms = hours * HOUR_MS + minutes * MINUTE_MS;
    *out = s.p[0] == '-' ? -ms : ms;
    return true;
}

/* A whole number of at most `most` digits. */
static bool part_read(str s, size_t most, int *out)
{
    return s.n >= 1 && s.n <= most && digits(s.p, s.n, out);
}

/* A day as ISO or as people write it. */
static bool civil_of_people(str s, struct civil *c)
{
    s = str_trim(s);
    if (civil_read(s, c)) {
        return true;
    }
    char mark = str_index(s, '/') >= 0 ? '/' : '.';
    str day, month;
    if (!str_split(&s, mark, &day) || !str_split(&s, mark, &month) || !part_read(day, 2, &c->day) ||
        !part_read(month, 2, &c->month) || (s.n != 2 && s.n != 4) || !part_read(s, 4, &c->year)) {
        return false;
    }
    c->year += s.n == 2 ? 2000 : 0;
    return civil_is(*c);
}

/* "21.11.2026 09.30", "21.11.2026 kl. 9:30" */
static bool wall_of_people(str s, int64_t *out)
{
    struct civil c;
    str day, hour;
    int h, m;
    if (!str_split(&s, ' ', &day) || !civil_of_people(day, &c)) {
        return false;
    }
    s = str_trim(s);
    if (str_starts(s, "kl")) {
        s = str_trim(str_slice(s, str_starts(s, "kl.") ? 3 : 2, s.n));
    }
    if (!str_split(&s, str_index(s, ':') >= 0 ? ':' : '.', &hour) || !part_read(hour, 2, &h) ||
        s.n != 2 || !part_read(s, 2, &m) || h > 23 || m > 59) {
        return false;
    }
    *out = moment_of_wall(days_of(c) * DAY_MS + h * HOUR_MS + m * MINUTE_MS);
    return true;
}

bool moment_read(str s, int64_t *out)
{
    struct civil c;
    int hour, minute;
    s = str_trim(s);
    if (s.n < 16 || !civil_read(str_slice(s, 0, DAY_LENGTH), &c) ||
        (s.p[10] != 'T' && s.p[10] != ' ') || !digits(s.p + 11, 2, &hour) || hour > 23 ||
        s.p[13] != ':' || !digits(s.p + 14, 2, &minute) || minute > 59) {
        return wall_of_people(s, out);
    }
    int64_t ms = days_of(c) * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS, offset = 0;
    str rest = str_slice(s, 16, s.n);
    if (!take_seconds(&rest, &ms)) {
        return false;
    }
    if (!rest.n) {
        *out = moment_of_wall(ms);
        return true;
    }
    if (!str_is(rest, "Z") && !offset_read(rest, &offset)) {
        return false;
    }
    *out = ms - offset;
    return true;
}

bool day_read(struct arena *a, str s, str *out)
{
    struct civil c;
    if (!civil_of_people(s, &c)) {
        return false;
    }
    *out = civil_text(a, c);
    return true;
}
