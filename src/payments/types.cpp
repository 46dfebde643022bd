#include "payments/types.hpp"

namespace venera::payments {

void check(const PaymentMethod& method, json::Issues& issues) {
    if (!method.card && !method.token) issues.add("/card", {"required", "is required without a token"});
    if (method.card && method.token)
        issues.add("/token", {"ambiguous", "must not come together with a card"});
}

void check(const NewPayment& wish, json::Issues& issues) {
    if (!wish.appointment_id && !wish.hold_id)
        issues.add("/appointment_id", {"required", "is required without a hold_id"});
    if (wish.appointment_id && wish.hold_id)
        issues.add("/hold_id", {"ambiguous", "must not come together with an appointment_id"});
    if (wish.holder_token && !wish.hold_id)
        issues.add("/holder_token", {"not_of_hold", "goes with a hold_id only"});
    if (wish.patient_id && !wish.hold_id)
        issues.add("/patient_id", {"not_of_hold", "goes with a hold_id only"});
}

}  // namespace venera::payments
