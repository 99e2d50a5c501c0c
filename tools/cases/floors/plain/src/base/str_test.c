/* a file */
#include "web/html.h"
