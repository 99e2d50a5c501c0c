/* a file */
#include "exchange/b.h"
