// Prometheus metrics. Labels are route templates, statement names, refusal codes: never ids or text of
// people. Families are declared once in the component that counts; a counter handle is looked up once and
// kept.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
class Registry;
}  // namespace prometheus

namespace venera::metrics {

using Labels = std::map<std::string, std::string>;

class Metrics {
public:
    Metrics();
    ~Metrics();

    // The same name and labels give the same object. Thread-safe; objects live as long as Metrics.
    prometheus::Counter& counter(const std::string& name, const std::string& help, const Labels& labels = {});
    prometheus::Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels = {});
    // Buckets in seconds, 0.5 ms to 10 s.
    prometheus::Histogram& seconds(const std::string& name, const std::string& help,
                                   const Labels& labels = {});

    std::string text() const;  // the Prometheus exposition format 0.0.4

private:
    std::shared_ptr<prometheus::Registry> registry_;
};

}  // namespace venera::metrics
