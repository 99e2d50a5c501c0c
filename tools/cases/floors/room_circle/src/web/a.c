/* a file */
#include "job/a.h"
