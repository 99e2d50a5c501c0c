#include "statements.h"

const char sql_risk_bounds[] =
    "SELECT organisation_id FROM risk_criteria";
const char sql_risk_figure[] =
    "SELECT count(*) FROM risk";
const char sql_risk_levels[] =
    "SELECT level, n FROM risk_level";
const char sql_risk_seen[] =
    "SELECT t.id, 'FROM risk' FROM (SELECT * FROM risk t WHERE (t.classification <> 'restricted' OR EXISTS (SELECT 1 FROM risk_named n WHERE n.risk_id = t.id AND n.person_id = :actor) OR EXISTS (SELECT 1 FROM access a WHERE a.person_id = :actor AND a.organisation_id = :body AND (a.role_bit & :restricted) <> 0 AND (a.valid_from IS NULL OR a.valid_from <= :today) AND (a.valid_until IS NULL OR a.valid_until >= :today)))) t JOIN (SELECT * FROM risk_measure c WHERE EXISTS (SELECT 1 FROM risk t WHERE t.id = c.risk_id AND t.classification <> 'restricted')) m ON m.risk_id = t.id";

const struct statement all_statements[] = {
    {"risk_bounds", sql_risk_bounds, "what is tolerated\?"},
    {"risk_figure", sql_risk_figure, "how many are there\?"},
    {"risk_levels", sql_risk_levels, "how many of each level are there\?"},
    {"risk_seen", sql_risk_seen, "which does the actor see\?"},
    {0, 0, 0},
};
