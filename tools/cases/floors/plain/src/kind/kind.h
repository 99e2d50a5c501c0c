/* a file */
#include "web/html.h"
#include "base/str.h"
