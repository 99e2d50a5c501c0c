/* a file */
#include "ctx/ctx.h"
