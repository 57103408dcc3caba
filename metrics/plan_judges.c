#include "metrics/plan_parts.h"
void plan_judges(struct planner *pl) { (void)pl; }
