/* a file */
#include "web/a.h"
