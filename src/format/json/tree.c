/* tree.c - walking a JSON value and writing it again. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/json/tree.h"

#include <assert.h>

const struct json *json_get(const struct json *v, const char *name)
{
    if (!v || v->type != JSON_IS_OBJECT) {
        return NULL;
    }
    str wanted = str_of(name);
    for (size_t i = 0; i < v->n; i++) {
        if (str_eq(v->members[i].name, wanted)) {
            return &v->members[i].value;
        }
    }
    return NULL;
}

const struct json *json_item(const struct json *v, size_t i)
{
    return v && v->type == JSON_IS_ARRAY && i < v->n ? &v->items[i] : NULL;
}

size_t json_count(const struct json *v)
{
    return v && (v->type == JSON_IS_ARRAY || v->type == JSON_IS_OBJECT) ? v->n : 0;
}

str json_str(const struct json *v)
{
    return v && (v->type == JSON_IS_TEXT || v->type == JSON_IS_DECIMAL) ? str_n(v->text, v->n)
                                                                        : STR_NONE;
}

str json_get_str(const struct json *v, const char *name)
{
    return json_str(json_get(v, name));
}

bool json_to_int(const struct json *v, int64_t *out)
{
    if (!v || v->type != JSON_IS_INT) {
        return false;
    }
    *out = v->number;
    return true;
}

/* Adds a digit below the others; counted downwards, so that the smallest number fits. */
static bool push_digit(int64_t *v, int digit)
{
    return !__builtin_mul_overflow(*v, (int64_t)10, v) &&
           !__builtin_sub_overflow(*v, (int64_t)digit, v);
}

/* text is a number by the grammar of JSON. */
static bool scaled(str text, int decimals, int64_t *out)
{
    bool minus = text.p[0] == '-';
    int64_t exponent = 0;
    size_t end = text.n;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == 'e' || text.p[i] == 'E') {
            size_t from = i + 1 + (text.p[i + 1] == '+');
            if (!str_to_int(str_slice(text, from, text.n), &exponent)) {
                return false;
            }
            end = i;
        }
    }
    if (exponent > 1000 || exponent < -1000) {
        return false;
    }
    int64_t places = decimals + exponent, value = 0; /* digits still to come after the point */
    bool point = false;
    for (size_t i = minus; i < end; i++) {
        if (text.p[i] == '.') {
            point = true;
            continue;
        }
        places -= point;
        if (places < 0 && point) { /* a place that is not kept must be nought */
            if (text.p[i] != '0') {
                return false;
            }
            places++;
            continue;
        }
        if (!push_digit(&value, text.p[i] - '0')) {
            return false;
        }
    }
    for (; places > 0 && value; places--) {
        if (!push_digit(&value, 0)) {
            return false;
        }
    }
    for (; places < 0; places++) {
        if (value % 10) {
            return false;
        }
        value /= 10;
    }
    return minus ? (*out = value, true) : !__builtin_sub_overflow((int64_t)0, value, out);
}

bool json_to_scaled(const struct json *v, int decimals, int64_t *out)
{
    assert(decimals >= 0 && decimals <= 18);
    if (!v || (v->type != JSON_IS_INT && v->type != JSON_IS_DECIMAL)) {
        return false;
    }
    if (v->type == JSON_IS_DECIMAL) {
        return scaled(json_str(v), decimals, out);
    }
    int64_t value = v->number;
    for (int i = 0; i < decimals; i++) {
        if (__builtin_mul_overflow(value, (int64_t)10, &value)) {
            return false;
        }
    }
    *out = value;
    return true;
}

void json_tree(struct json_writer *w, const struct json *v)
{
    switch (v->type) {
    case JSON_IS_NULL:
        json_null_value(w);
        break;
    case JSON_IS_BOOL:
        json_bool(w, v->yes);
        break;
    case JSON_IS_INT:
        json_int(w, v->number);
        break;
    case JSON_IS_DECIMAL:
        json_raw(w, json_str(v));
        break;
    case JSON_IS_TEXT:
        json_text(w, json_str(v));
        break;
    case JSON_IS_ARRAY:
        json_array_start(w);
        for (size_t i = 0; i < v->n; i++) {
            json_tree(w, &v->items[i]);
        }
        json_array_end(w);
        break;
    case JSON_IS_OBJECT:
        json_object_start(w);
        for (size_t i = 0; i < v->n; i++) {
            json_key_str(w, v->members[i].name);
            json_tree(w, &v->members[i].value);
        }
        json_object_end(w);
        break;
    }
}

str json_tree_text(struct arena *a, const struct json *v)
{
    struct buf out;
    struct json_writer w;
    buf_init(&out, a, SIZE_MAX / 4);
    json_start(&w, &out);
    json_tree(&w, v);
    return buf_as_str(&out);
}
