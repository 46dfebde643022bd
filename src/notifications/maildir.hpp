// A Maildir: each message is one file, written under tmp/ and moved to new/ when it is whole and durable.
// Whoever sends the mail on takes it from new/.
#pragma once
#include <filesystem>

#include "notifications/delivery.hpp"
#include "platform/jobs/cpu_pool.hpp"

namespace venera::notifications {

class Maildir final : public Carrier {
public:
    explicit Maildir(std::filesystem::path folder) : folder_(std::move(folder)) {}

    // Durable when it returns; a message delivered again under its name replaces itself. A folder that others
    // may look into is not written to.
    Delivery deliver(fibers::Wait& wait, const Mail& mail) override;

private:
    std::filesystem::path folder_;
    jobs::CpuPool disk_{1, 64, std::chrono::seconds{30}};  // waiting for the disk must not hold up a loop
};

}  // namespace venera::notifications
