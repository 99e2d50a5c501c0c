#include "base/embedded.h"

extern const unsigned char embedded_0[];
extern const unsigned char embedded_1[];

const struct embedded all_embedded[] = {
    {"assets/a.css", embedded_0, 8, 0, 0, "a06fd750de737498", "text/css; charset=utf-8"},
    {"library/b.yaml", embedded_1, 5, 0, 0, "37b128c59f1f5097", "application/yaml"},
    {0},
};
const size_t n_embedded = 2;
