// The standard metrics of a process (Prometheus' own names), read from the kernel when they are asked for.
#pragma once
#include <prometheus/metric_family.h>

#include <vector>

namespace venera::metrics {

std::vector<prometheus::MetricFamily> process_metrics();

}  // namespace venera::metrics
