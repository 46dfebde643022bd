// The ports of messages as a test fixes them, and a carrier that keeps what it is given.
#pragma once
#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "notifications/delivery.hpp"
#include "notifications/notifications.hpp"
#include "patients/patients.hpp"

namespace venera::notifications::testing {

inline Uuid numbered(std::uint8_t number) {
    Uuid id{};
    id.bytes[15] = number;
    return id;
}

struct FixedAccounts final : Accounts {
    std::optional<Letter> letter(Context&, const Uuid&) override { return std::nullopt; }
    std::optional<Addressee> of_patient(Context&, PatientId) override {
        if (!has_account) return std::nullopt;
        return Addressee{"ana@example.org", Language{"en"}, UserId{numbered(7)}};
    }
    std::vector<UserId> administrators(postgres::Executor&) override { return in_service; }
    std::optional<Addressee> of_administrator(Context&, UserId user) override {
        if (std::ranges::count(in_service, user) == 0) return std::nullopt;
        return Addressee{"boss@example.org", Language{"es"}, user};
    }
    std::optional<Caller> subscriber(Context&, UserId user) override {
        Caller caller;
        caller.kind = Caller::Kind::user;
        caller.role = Role::patient;
        caller.user_id = user;
        caller.patient_id = PatientId{numbered(6)};
        return caller;
    }
    std::string feed_token(const Uuid& feed) const override { return feed.text(); }
    std::optional<Addressee> of_booker(Context&, UserId user) override {
        return Addressee{"eve@example.org", Language{"en"}, user};
    }
    std::optional<PatientAccount> account_of(postgres::Executor&, PatientId patient) override {
        if (patient != PatientId{numbered(2)}) return std::nullopt;
        return PatientAccount{UserId{numbered(7)}, only_patient};
    }

    std::vector<UserId> in_service{UserId{numbered(8)}, UserId{numbered(9)}};
    bool has_account = true;
    bool only_patient = true;
};

// One visit, as the test says that it is; or those that it knows by their ids.
struct FixedVisits final : Visits {
    std::optional<Visit> visit(Context&, AppointmentId id) override {
        const auto known = by_id.find(id);
        return known == by_id.end() ? now : known->second;
    }
    std::optional<WaitlistOffer> waitlist_offer(Context&, AppointmentId) override { return std::nullopt; }
    void offer_not_told(Context&, AppointmentId id) override { not_told.push_back(id); }
    std::vector<AppointmentId> not_told;
    std::vector<Instant> alternatives(Context&, AppointmentId) override { return {}; }
    std::string calendar(Context&, const CalendarWish&) override { return {}; }
    std::string calendar_entry(Context&, AppointmentId, const Correspondents&) override {
        return "BEGIN:VCALENDAR";
    }

    std::optional<Visit> now{};
    std::map<AppointmentId, Visit> by_id{};
};

struct FixedWebhooks final : Webhooks {
    std::optional<DisabledWebhook> disabled(Context&, const Uuid&) override { return now; }

    std::optional<DisabledWebhook> now{{"hooks.example", "Partner <b>", WhyDisabled::gone}};
};

// One payment, if a test says so.
struct FixedPayments final : Payments {
    std::optional<PaidAmount> paid(Context&, const Uuid&) override { return now; }

    std::optional<PaidAmount> now{};
};

// One patient, until they are erased.
struct FixedReviews final : Reviews {
    bool is_reviewed(Context&, AppointmentId) override { return reviewed; }

    bool reviewed = false;
};

struct FixedPatients final : patients::Patients {
    void create(Context&, postgres::Executor&, const patients::NewPatient&) override {}
    bool change(Context&, postgres::Executor&, PatientId, const patients::PatientChange&) override {
        return false;
    }
    void replace_email(Context&, postgres::Executor&, PatientId, const patients::EmailReplacement&) override {
    }
    void changed(PatientId) override {}
    std::optional<patients::Patient> find(Context&, PatientId) override { return now; }
    std::vector<PatientId> same_person(Context&, PatientId patient) override { return {patient}; }
    std::shared_ptr<const patients::PatientCard> card(Context&, PatientId) override { return nullptr; }
    std::vector<std::shared_ptr<const patients::PatientCard>> cards(Context&,
                                                                    const std::vector<PatientId>&) override {
        return {};
    }

    std::optional<patients::Patient> now = patients::Patient{};
};

// Whether whoever booked acts for the person still.
struct FixedRelatives final : patients::Relatives {
    bool may_act_for(Context&, PatientId) override { return false; }
    bool acts_for(Context&, PatientId acting, PatientId) override {
        return is_consented && acting == PatientId{numbered(6)};
    }
    std::vector<PatientId> acted_for(Context&) override { return {}; }
    std::vector<PatientId> changed(postgres::Executor&, const postgres::XidSpan&) override { return {}; }

    bool is_consented = true;
};

struct FixedCarrier final : Carrier {
    Delivery deliver(fibers::Wait&, const Mail& mail) override {
        contents.push_back(mail.content);
        if (meanwhile) std::exchange(meanwhile, nullptr)();
        return answer;
    }

    Delivery answer{};
    std::function<void()> meanwhile{};  // what happens while the first of the next ones is on its way
    std::vector<std::string> contents{};
};

}  // namespace venera::notifications::testing
