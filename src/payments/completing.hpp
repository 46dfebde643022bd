// Ends what was left half done: by a crash, a provider that did not answer, a person who did not come back
// from their bank. And gives back what is to go back. A payment is worked on by whoever has its lease.
#pragma once
#include "payments/recording.hpp"

namespace venera::payments {

class Completing {
public:
    Completing(Provider& provider, Recording& recording, metrics::Metrics& metrics)
        : provider_(provider), recording_(recording), metrics_(metrics) {}

    // What is due now. For a job that comes back.
    void work(Context& context);
    // Measures the queue, and logs when it begins and ends to be late.
    void watch(Context& context);

private:
    // Whether there was anything.
    bool work_once(Context& context);
    void complete(Context& context, const PaymentRow& row);
    void give_back(Context& context, const RefundRow& row);

    Provider& provider_;
    Recording& recording_;
    metrics::Metrics& metrics_;
    bool is_late_ = false;
};

}  // namespace venera::payments
