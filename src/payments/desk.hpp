// Reading payments, and what administrators see and set: the policy of a clinic, the revenue. Whatever of a
// patient is shown is in the access log before it is shown.
#pragma once
#include "patients/patients.hpp"
#include "payments/paying.hpp"

namespace venera::payments {

class Desk {
public:
    struct Parts {
        Provider& provider;
        Visits& visits;
        Recording& recording;
        patients::Patients& patients;
        patients::Relatives& relatives;
        directory::Directory& directory;
    };
    explicit Desk(const Parts& parts) : parts_(parts) {}

    Result<Payment, not_found> get(Context& context, http::Path<PaymentId> id);
    // The payer is back from their bank: the provider is asked at once.
    Result<Payment, not_found> refresh(Context& context, http::Path<PaymentId> id);
    // Before it is paid: how much, or why nothing.
    Result<DuePayment, not_found, not_payable, payment_not_required, already_paid> due(
        Context& context, http::Path<AppointmentId> id);
    Result<Page<Payment>, invalid_cursor> list(Context& context, const http::Query<PaymentQuery>& query);
    // Of the caller, and of those for whom they act.
    Result<Page<Payment>, invalid_cursor> mine(Context& context, const http::Query<MyPaymentQuery>& query);

    Result<ClinicPayments, not_found> policy(Context& context, http::Path<ClinicId> clinic);
    Result<ClinicPayments, not_found> set_policy(Context& context, http::Path<ClinicId> clinic,
                                                 const ClinicPayments& policy);
    Revenues revenue(Context& context, const http::Query<RevenueQuery>& query);
    // The ledger beside the provider's list.
    Result<Reconciliation, provider_unavailable, too_many_movements> reconciliation(
        Context& context, const http::Query<ReconciliationQuery>& query);

private:
    struct PageWish {
        Reach reach;
        ListFilter filter;
        std::int32_t limit;
        const std::optional<std::string>& cursor;
    };
    Result<Page<Payment>, invalid_cursor> page(Context& context, const PageWish& wish);
    void show(Context& context, const std::vector<PaymentRow>& rows, std::vector<Payment>& shown);

    Parts parts_;
};

}  // namespace venera::payments
