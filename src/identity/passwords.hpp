// Password hashing (Argon2id) on the CPU pool, so that it never blocks the event loop. A full pool throws
// jobs::QueueFull, which the edge answers with 503.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "platform/http/context.hpp"
#include "platform/jobs/cpu_pool.hpp"

namespace venera::identity {

class Passwords {
public:
    // Hashes once, here: about 40 ms. `pool` must outlive this object.
    explicit Passwords(jobs::CpuPool& pool);

    std::string hash(Context& context, std::string_view password) const;
    // Without a hash (no such account, or one without a password) the same work is done and the answer is
    // false, so that the time tells nothing.
    bool verify(Context& context, const std::optional<std::string>& hash, std::string_view tried) const;

private:
    jobs::CpuPool& pool_;
    std::string nobodys_hash_;
};

}  // namespace venera::identity
