// The routes of the audit.
#pragma once
#include "audit/chain_state.hpp"
#include "audit/trail.hpp"
#include "platform/http/router.hpp"

namespace venera::audit {

class Routes {
public:
    struct Parts {
        patients::Patients& patients;
        patients::Relatives& relatives;
        Actors& actors;
    };
    // `seals` is the file of exported seals, read on `disk`.
    Routes(const Parts& parts, const crypto::SecretKey& seed, std::filesystem::path seals,
           jobs::CpuPool& disk)
        : trail_(parts.patients, parts.relatives, parts.actors), chain_(seed, std::move(seals), disk) {}

    void add_to(http::Router& router);

private:
    // The cursor of the next part travels in a header, since the file is all of the body.
    Result<File, invalid_input, invalid_cursor> as_file(Context& context,
                                                        const http::Query<ExportQuery>& query,
                                                        http::ResponseHeaders& headers);

    Trail trail_;
    ChainState chain_;
};

}  // namespace venera::audit
