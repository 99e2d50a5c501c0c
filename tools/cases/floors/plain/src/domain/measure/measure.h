/* a file */
#include "domain/risk/risk.h"
