#include "payments/routes.hpp"

#include "payments/stripe.hpp"
#include "payments/stripe_signature.hpp"

namespace venera::payments {

Result<Heard, not_found, signature_rejected> ProviderNews::hear(Context& context, http::Path<Code> provider,
                                                                const http::Request& request) {
    if (secrets_.empty() || provider.value.value != provider_) return refuse<not_found>;
    const auto header = request.header("stripe-signature").value_or("");
    if (!is_signed({header, request.body}, secrets_, context.now())) return refuse<signature_rejected>;
    if (const auto payment = payment_of_event(request.body))
        wake_payment(context.database(), *payment, context.now());
    return Heard{};
}

void add_routes(http::Router& router, const Routes& parts) {
    using http::Access;
    router.post<Access::patient_or_staff>("/api/v1/payments", parts.paying, &Paying::pay)
        .summary("Pay for a hold, which books it, or for a visit")
        .description(
            "The answer is the payment, whatever became of it; `processing` is decided within a minute.")
        .body_limit(4'096);
    router.get<Access::desk>("/api/v1/payments", parts.desk, &Desk::list)
        .summary("Payments, the newest first");
    router.get<Access::patient>("/api/v1/me/payments", parts.desk, &Desk::mine)
        .summary("The payments of the patient and of those for whom they act, the newest first");
    router.get<Access::patient_or_staff>("/api/v1/appointments/{id}/due", parts.desk, &Desk::due)
        .summary("What is to be paid of a visit now");
    router.get<Access::admin>("/api/v1/payments/statistics", parts.desk, &Desk::revenue)
        .summary("Revenue by month and currency, as the ledger has it")
        .of_nobody();
    router.get<Access::admin>("/api/v1/payments/reconciliation", parts.desk, &Desk::reconciliation)
        .summary("Where the ledger and the provider's list of what it moved differ")
        .of_nobody();
    router.get<Access::patient_or_staff>("/api/v1/payments/{id}", parts.desk, &Desk::get)
        .summary("One payment");
    router.post<Access::patient_or_staff>("/api/v1/payments/{id}/refresh", parts.desk, &Desk::refresh)
        .summary("Ask the provider what became of a payment, on the way back from the payer's bank");
    router.post<Access::anyone>("/api/v1/payments/webhooks/{provider}", parts.news, &ProviderNews::hear)
        .summary("What the payment provider tells, signed by it")
        .of_nobody();
    router.get<Access::desk>("/api/v1/payments/{id}/refunds", parts.refunds, &Refunds::list)
        .summary("What of a payment has gone back");
    router.post<Access::desk>("/api/v1/payments/{id}/refunds", parts.refunds, &Refunds::create)
        .summary("Give back a payment, or a part of it");
    router.get<Access::anyone>("/api/v1/clinics/{id}/payments", parts.desk, &Desk::policy)
        .summary("What a clinic asks for before a visit, and keeps if nobody comes")
        .allow_expired_token();
    router.put<Access::admin>("/api/v1/clinics/{id}/payments", parts.desk, &Desk::set_policy)
        .summary("Set what a clinic asks for before a visit, and keeps if nobody comes");
}

}  // namespace venera::payments
