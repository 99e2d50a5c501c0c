/* a file */
#include "misc/b.h"
