/* a file */
#include "command/serve.h"
