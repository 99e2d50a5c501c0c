/* a file */
#include "command/a.h"
