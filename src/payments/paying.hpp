// POST /payments: from a hold or a visit, and a card, to money and a booked visit. Three steps, each a commit
// of its own, so that a crash between any two loses nothing: the payment is written down, the provider is
// asked, its answer is recorded together with the visit. Whatever is left half done the completer ends.
#pragma once
#include "patients/patients.hpp"
#include "payments/recording.hpp"
#include "payments/refusals.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/http/router.hpp"

namespace venera::payments {

enum class RawCards : std::uint8_t { accepted, refused };

class Paying {
public:
    struct Parts {
        Provider& provider;
        Visits& visits;
        Recording& recording;
        patients::Patients& patients;
        patients::Relatives& relatives;
        const crypto::SecretKey& key;  // of fingerprints: of a body with a card in it none may be guessed
        RawCards raw_cards = RawCards::accepted;
    };
    explicit Paying(const Parts& parts) : parts_(parts) {}

    using Answer = Result<Created<Payment>, not_found, invalid_input, hold_expired, not_payable,
                          payment_not_required, already_paid, payment_in_progress, too_many_cards,
                          raw_card_refused, idempotency_key_reused, request_in_progress>;
    Answer pay(Context& context, const NewPayment& wish, const http::IdempotencyKey& key);

private:
    // Thrown to leave the transaction without a trace: the visit is not what it was a moment ago.
    struct Changed {};
    // Likewise: another payment of the visit is not decided yet.
    struct Busy {};
    using Begun = Result<PaymentRow, invalid_input, already_paid, too_many_cards>;
    Begun begin(Context& context, const NewPayment& wish, const Payable& visit,
                const std::optional<RequestKey>& key);
    Answer pay_for(Context& context, const NewPayment& wish, const Payable& visit,
                   const std::optional<RequestKey>& key);
    Refuse<too_many_cards> limited(Context& context, AppointmentId visit, Instant end);
    // The caller's payment of the visit that waits for them to come back from their bank is closed, to make
    // way for another card: as it is then, still due if the provider does not say what became of it.
    std::optional<PaymentRow> make_way(Context& context, AppointmentId visit);
    std::optional<RequestKey> request_key(Context& context, const http::IdempotencyKey& key) const;
    // The answer of an earlier request with this key.
    std::optional<Answer> before(Context& context, const std::optional<RequestKey>& key);

    Parts parts_;
};

// How a payment is shown; with its visit if `visits` are given.
Payment view_of(const PaymentRow& row);
Payment view_of(Context& context, Visits& visits, const PaymentRow& row);

}  // namespace venera::payments
