/* a file */
#include "base/clock.h"
