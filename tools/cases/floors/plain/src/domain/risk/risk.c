/* a file */
#include "domain/risk/risk.h"
#include "domain/measure/measure.h"
#include "lists.h"
