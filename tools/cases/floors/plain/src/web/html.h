/* a file */
#include "base/str.h"
