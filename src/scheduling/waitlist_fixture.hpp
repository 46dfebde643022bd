// A practice with a waiting list, one replica of it, and what tests do to it.
#pragma once
#include <gtest/gtest.h>

#include <thread>

#include "platform/events/relay.hpp"
#include "scheduling/desk_fixture.hpp"
#include "scheduling/waitlist_answers.hpp"
#include "scheduling/waitlist_offering.hpp"
#include "scheduling/waitlist_wishes.hpp"

namespace venera::scheduling::testing {

inline constexpr auto ten = "2026-06-02T10:00:00Z";
inline constexpr auto eleven = "2026-06-02T11:00:00Z";

inline Caller as_job() {
    Caller caller;
    caller.kind = Caller::Kind::job;
    return caller;
}

// A replica with what the waiting list needs.
struct Waitlist {
    explicit Waitlist(Replica& of) : own(of) {}

    Replica& own;
    crypto::SecretKey master{crypto::sha256("a key of tests")};
    OfferTokens tokens{master};
    Offering offering{own.calendars, own.directory, own.people, own.occupancy, tokens};
    WaitlistWishes wishes{own.directory, own.people, own.occupancy};
    WaitlistAnswers answers{own.calendars, own.directory, own.people, own.occupancy};
};

struct WaitlistQuery : DeskQuery {
    WaitlistQuery() {
        Context job = replica.as(as_job());
        relay.subscribe(job, freed);
    }

    static JoinWaitlist wish_for(DoctorId doctor = first_doctor) {
        JoinWaitlist wish;
        wish.doctor_id = doctor;
        wish.from = wish.to = value_of<Date>("2026-06-02");
        return wish;
    }
    WaitingId wait(std::uint8_t patient, const JoinWaitlist& wish = wish_for()) {
        // Who comes later has waited for less time.
        clock.set_offset(clock.offset() + std::chrono::seconds{1});
        Context context = replica.as(as_patient(patient));
        auto joined = list.wishes.join(context, wish, no_key());
        EXPECT_TRUE(joined);
        return joined ? joined->value.id : WaitingId{};
    }
    // Books a time for somebody and cancels it; or only books it.
    AppointmentId booked(std::string_view start, std::uint8_t patient = 99, DoctorId doctor = first_doctor) {
        const auto visit = book(as_patient(patient), wish(start, doctor));
        EXPECT_TRUE(visit);
        return visit ? visit->value.id : AppointmentId{};
    }
    void cancel(AppointmentId id) {
        Context context = replica.as(as_staff());
        EXPECT_TRUE(replica.cancelling.cancel(context, {id}, {}));
    }
    void take_events() {
        Context job = replica.as(as_job());
        while (relay.deliver(job, freed) > 0) {
        }
    }
    void offer() {
        take_events();
        Context job = replica.as(as_job());
        list.offering.work(job);
    }
    void free(std::string_view start) {
        const auto id = booked(start);
        cancel(id);
        offer();
    }
    void advance(std::chrono::seconds by) { clock.set_offset(clock.offset() + by); }
    // "10 open, 11 declined": patients by their number, in the order of their offers.
    std::string offers() {
        const postgres::Statement<std::string()> all{
            "test.offers",
            "select coalesce(string_agg(get_byte(uuid_send(patient_id), 15) || ' ' || status, ', ' order by "
            "offered_at, patient_id), '') from scheduling.waitlist_offers"};
        return test.owner().one(all);
    }
    std::optional<WaitlistOffer> offer_of(std::uint8_t patient) {
        Context context = replica.as(as_patient(patient));
        const auto shown = list.wishes.mine(context, {});
        EXPECT_TRUE(shown);
        for (const Waiting& one : shown->data) {
            if (one.offer) return one.offer;
        }
        return std::nullopt;
    }
    std::string token_of(std::uint8_t patient) { return list.tokens.token(offer_of(patient).value().id); }
    WaitlistAnswers::AcceptAnswer accept(const std::string& token) {
        Context context = replica.as(as_nobody());
        return list.answers.accept_by_link(context, {HolderToken{token}});
    }
    WaitlistAnswers::DeclineAnswer decline(const std::string& token) {
        Context context = replica.as(as_nobody());
        return list.answers.decline_by_link(context, {HolderToken{token}});
    }
    template <class Work>
    void at_once(int threads, const Work& work) {
        std::vector<std::thread> all;
        for (int number = 0; number < threads; ++number) {
            all.emplace_back([&, number] {
                fibers::PollWait waits;
                postgres::Pool pool(test.options(), 1, test.metrics(), test.log());
                postgres::Database database(pool, waits);
                Replica own(test, database, clock);
                Waitlist of_own(own);
                work(of_own, static_cast<std::uint8_t>(number));
            });
        }
        for (auto& thread : all) thread.join();
    }

    Waitlist list{replica};
    events::Relay relay{test.metrics()};
    FreedTimes freed{test.metrics()};
};

}  // namespace venera::scheduling::testing
