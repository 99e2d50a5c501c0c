#include "statements.h"

const char sql_a_first[] =
    "SELECT 1";
const char sql_risk_open[] =
    "SELECT id, count(*) -- all; 'quoted\n"
    "FROM risk\n"
    "WHERE name <> ';'";

const struct statement all_statements[] = {
    {"a_first", sql_a_first, "what is first\?"},
    {"risk_open", sql_risk_open, "which are open\?"},
    {0, 0, 0},
};
