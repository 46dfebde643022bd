// How a message leaves: to a mail server (smtp.hpp) or, without one, into a Maildir (maildir.hpp).
#pragma once
#include <string>

#include "platform/fibers/wait.hpp"

namespace venera::notifications {

// A message for one address. Personal data.
struct Mail {
    std::string id;         // stable: the name of its file, and the left part of its Message-ID
    std::string sender;     // the address alone
    std::string recipient;  // likewise
    std::string content;    // RFC 5322, CR LF line ends
};

enum class Delivered : std::uint8_t {
    yes,
    later,    // this message was refused for now (4xx)
    never,    // it was refused for good (5xx)
    silent,   // the server took too long: its fault, or this message's
    offline,  // nothing goes out: no server, wrong password, "try later" to all (421)
};
struct Delivery {
    Delivered delivered = Delivered::yes;
    std::string reason{};  // a code without personal data: "smtp 451", "timeout"
};

class Carrier {
public:
    virtual ~Carrier() = default;

    // Blocks the fiber, not the loop. Does not throw for what a server or a disk may do.
    virtual Delivery deliver(fibers::Wait& wait, const Mail& mail) = 0;
};

}  // namespace venera::notifications
