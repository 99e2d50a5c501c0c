/* a file */
#include "kind/a.h"
