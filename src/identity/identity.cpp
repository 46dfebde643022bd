#include "identity/identity.hpp"

namespace venera::identity {

Identity::Identity(const crypto::SecretKey& master, const crypto::KeyRing& keys, jobs::CpuPool& pool,
                   patients::Patients& patients, directory::Directory& directory, metrics::Metrics& metrics,
                   const Options& options)
    : secrets_(master),
      passwords_(pool),
      delays_(secrets_, options.loopback),
      tokens_(keys, revoked_, options.names),
      sessions_(secrets_, revoked_),
      signing_in_({secrets_, passwords_, delays_, tokens_, sessions_, patients, metrics},
                  options.demo_accounts),
      my_account_(patients, directory),
      users_(passwords_, sessions_, patients, directory),
      kept_account_(sessions_) {}

}  // namespace venera::identity
