// What the audit asks of others. A port of the program, which identity implements.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "platform/http/context.hpp"
#include "platform/values/uuid.hpp"

namespace venera::audit {

// Who stands behind the ids of actors.
class Actors {
public:
    virtual ~Actors() = default;

    // Names by id; unknown ids are left out.
    virtual std::map<UserId, std::string> names(Context& context, const std::vector<UserId>& ids) = 0;
};

}  // namespace venera::audit
