#include "identity/identity.hpp"

namespace venera::identity {

Identity::Identity(const SecretKeys& secret_keys, const crypto::KeyRing& keys, jobs::CpuPool& pool,
                   patients::Patients& patients, directory::Directory& directory, metrics::Metrics& metrics,
                   const Options& options)
    : secrets_(secret_keys),
      passwords_(pool),
      delays_(secrets_, options.loopback),
      tokens_(keys, revoked_, options.names, options.second_factor_of),
      sessions_(secrets_, revoked_),
      mails_(secrets_, options.mail),
      reauthentication_(passwords_, delays_),
      second_factors_(secrets_, reauthentication_, sessions_, mails_, options.second_factor_of),
      signing_in_({secrets_, passwords_, delays_, tokens_, reauthentication_, sessions_, second_factors_,
                   mails_, patients, metrics},
                  options.demo_accounts),
      my_account_(patients, directory),
      users_(passwords_, sessions_, patients, directory, mails_),
      kept_account_(sessions_),
      recovery_(secrets_, passwords_, delays_, sessions_, mails_),
      emails_(secrets_, reauthentication_, mails_, patients),
      authenticator_(tokens_, api_keys_) {}

void Identity::answer_forgotten(Context& context) { recovery_.send_links(context); }

void Identity::clean(Context& context) {
    identity::clean(context.database(), context.now());
    clean_links(context.database(), context.now());
    clean_security_events(context.database(), context.now());
}

}  // namespace venera::identity
