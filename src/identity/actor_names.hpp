// The names behind the ids of actors: what the audit asks of identity.
#pragma once
#include "audit/audit.hpp"

namespace venera::identity {

class ActorNames final : public audit::Actors {
public:
    std::map<UserId, std::string> names(Context& context, const std::vector<UserId>& ids) override;
};

}  // namespace venera::identity
