/* a file */
#include "domain/measure/measure_rows.h"
#include "web/html.h"
