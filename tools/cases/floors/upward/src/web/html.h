/* a file */
#include "kind/kind.h"
