// /me/relatives: people who act for others, with the consent that it stands on. A parent adds a minor child,
// who needs no account; an adult is asked by the reference that they told, and accepts from their own
// account. Either party ends it. What a consent allows: booking and the profile; never the medical record.
#pragma once
#include "patients/relative_queries.hpp"
#include "platform/http/problem.hpp"

namespace venera::patients {

inline constexpr Refusal relative_exists{
    409,
    "relative_exists",
    {"Asked already", "You already act for this person, or have asked them."},
    {"Ya solicitado", "Usted ya actúa por esta persona, o ya se lo ha pedido."}};
inline constexpr Refusal too_many_relatives{
    409,
    "too_many_relatives",
    {"Too many relatives", "One person acts for at most 20 others, and at most 20 act for one person."},
    {"Demasiados familiares",
     "Una persona actúa por 20 como máximo, y por una persona actúan 20 como máximo."}};

class MyRelatives final : public Relatives {
public:
    // `patients` must outlive this object.
    explicit MyRelatives(Patients& patients) : patients_(patients) {}

    bool may_act_for(Context& context, PatientId patient) override;
    bool acts_for(Context& context, PatientId acting, PatientId patient) override;
    std::vector<PatientId> acted_for(Context& context) override;
    std::vector<PatientId> changed(postgres::Executor& db, const postgres::XidSpan& transactions) override;

    // Both directions; at most twice the limit of each, so always one page.
    Page<Relative> list(Context& context);
    using AddAnswer = Result<Created<Relative>, not_found, invalid_input, relative_exists, too_many_relatives,
                             idempotency_key_reused>;
    AddAnswer add(Context& context, const NewRelative& wish, const http::IdempotencyKey& key);
    // By the person who is to be acted for. Harmless to repeat.
    Result<Relative, not_found> accept(Context& context, http::Path<RelativeId> id);
    // Declines, withdraws or revokes, by either party.
    Result<NoContent, not_found> end(Context& context, http::Path<RelativeId> id);

private:
    AddAnswer shown(Context& context, RelativeId id, Replay replay);
    AddAnswer repeated(Context& context, const KeptRelative& kept, const http::IdempotencyKey& key);
    Result<RelativeRow, not_found, invalid_input, too_many_relatives> insert(Context& context,
                                                                             postgres::Executor& transaction,
                                                                             const NewRelative& wish);
    PatientId create_child(Context& context, postgres::Executor& transaction, const NewRelative& wish,
                           const std::optional<Country>& country);

    Patients& patients_;
};

}  // namespace venera::patients
