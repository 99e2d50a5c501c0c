/* a file */
#include "kind/b.h"
