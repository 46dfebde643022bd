// Mail by SMTP (RFC 5321), through libcurl: STARTTLS or TLS, authentication, connections that are used again.
// Each delivery blocks one thread of a pool of its own, at most limits::smtp_time; a slow server costs its
// worker and nobody else.
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "notifications/delivery.hpp"
#include "platform/jobs/cpu_pool.hpp"

namespace venera::notifications {

enum class SmtpSecurity : std::uint8_t { starttls, tls, none };

struct SmtpServer {
    std::string host;
    std::uint16_t port = 587;
    SmtpSecurity security = SmtpSecurity::starttls;  // starttls: without it, nothing is sent
    std::optional<std::string> user{};
    std::string password{};
    std::optional<std::string> authority_file{};  // certificates to trust instead of the system's
    std::string own_name{"localhost"};            // said in EHLO
};

class Smtp final : public Carrier {
public:
    Smtp(SmtpServer server, std::size_t workers);
    ~Smtp() override;

    Delivery deliver(fibers::Wait& wait, const Mail& mail) override;

private:
    class Session;

    Delivery send(const Mail& mail);

    SmtpServer server_;
    // Sessions that nobody uses, each with its connection. Held by threads of the pool for moments, never
    // across a send.
    std::mutex mutex_;
    std::vector<std::unique_ptr<Session>> idle_;
    jobs::CpuPool pool_;
};

// What an answer of the server, or none, means. `is_after_content`: the whole message had been given to it.
Delivery delivery_of(int curl_code, long status, bool is_after_content);

}  // namespace venera::notifications
