/* a file */
#include "web/html.h"
#include "risk_view.html.h"
