// Putting a new row on a doctor's calendar: the common heart of booking and holding. One statement in the
// usual case; only a conflict costs a second look, which says whose the time is and what can be done about
// it.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "patients/patients.hpp"
#include "scheduling/booking_rules.hpp"
#include "scheduling/occupancy.hpp"
#include "scheduling/offers.hpp"

namespace venera::scheduling {

struct Order {
    AppointmentId id;
    OfferQuestion question;
    std::optional<minutes> hold_time;                      // only for a hold
    std::shared_ptr<const patients::PatientCard> patient;  // null: only for a hold
    std::optional<AnonymousHolder> anonymous;
    std::optional<std::string> reason;
    std::optional<std::string> override_reason;
    std::optional<KeptKey> key;
    std::string_view action;
    // What stands or falls with a hold, in its transaction. Whatever it throws leaves nothing behind.
    std::function<void(postgres::Transaction&, const AppointmentRow&)> along{};
};

struct Placed {
    std::optional<AppointmentRow> row;      // the new row, or
    std::optional<AppointmentId> replayed;  // what an earlier request with the same key made
};

using PlaceResult = Result<Placed, not_found, invalid_input, slot_taken, patient_busy, too_late_to_book,
                           beyond_horizon, not_offered, idempotency_key_reused, too_many_holds>;

// What an earlier request with this key made; nothing if there was none.
using ReplayResult = Result<std::optional<AppointmentId>, idempotency_key_reused>;
ReplayResult replayed(Context& context, const std::optional<KeptKey>& key);

class Placing {
public:
    Placing(Offers& offers, Occupancy& occupancy) : offers_(offers), occupancy_(occupancy) {}

    PlaceResult place(Context& context, const Order& order);

    // The refusal of a wish with every reason considered. `ignoring` is the appointment being moved.
    struct Refused {
        const Offer& offer;
        const OfferQuestion& question;
        std::optional<PatientId> patient_id;
        std::optional<AppointmentId> ignoring;
    };
    using Refusing = Result<Allowed, slot_taken, patient_busy, too_late_to_book, beyond_horizon, not_offered>;
    static Situation look(Context& context, postgres::Executor& db, const Refused& wish);
    // Allowed if nothing stands against it any more.
    static Refusing judge(Context& context, const Refused& wish, const Situation& situation);
    // Free times near the wish, for whoever lost the race for it.
    static Alternatives near(Context& context, const Refused& wish, const Situation& situation);

private:
    enum class Inserted : std::uint8_t { yes, conflict, day_full, holds_full, patient_gone };
    // The wishes of one order that other rows decide on: the row, and the holds that go with its coming.
    struct Attempt {
        const Order& order;
        const Offer& offer;
        const AppointmentRow& row;
        const std::vector<AppointmentId>& release;
        std::vector<Occupation> ended{};  // out: the holds that have been ended
    };
    // Ends a transaction that must leave nothing behind.
    struct Abandoned {
        Inserted why;
    };

    Inserted insert(Context& context, Attempt& attempt);
    Inserted insert_in_turn(Context& context, Attempt& attempt);
    void check_holds(Context& context, postgres::Transaction& transaction, Attempt& attempt);
    void check_daily_cap(Context& context, postgres::Transaction& transaction, const Order& order,
                         const Offer& offer);

    Offers& offers_;
    Occupancy& occupancy_;
};

// True if the doctor's visits of a day are counted and the caller does not set that aside.
bool is_capped(const Offer& offer, const OfferQuestion& question);

}  // namespace venera::scheduling
