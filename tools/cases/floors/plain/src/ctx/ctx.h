/* a file */
#include "db/db.h"
