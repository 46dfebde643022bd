// Whom a doctor treats, by the visits in a real database.
#include "scheduling/treatments.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scheduling/desk_fixture.hpp"

namespace venera::scheduling {
namespace {

using testing::as_doctor;
using testing::as_nobody;
using testing::as_patient;
using ::testing::ElementsAre;
using testing::first_doctor;
using ::testing::IsEmpty;
using testing::numbered;
using testing::second_doctor;

constexpr auto ten = "2026-06-02T10:00:00Z";

struct TreatmentsQuery : testing::DeskQuery {
    std::vector<PatientId> asked(DoctorId doctor) {
        Context context = replica.as(as_doctor(doctor));
        const auto some = treatments.treated(context, doctor, {ana, luis, unknown});
        EXPECT_EQ(some, treatments.treated_by(context, doctor));
        return some;
    }

    Treatments treatments{std::chrono::days{30}};
    PatientId ana{numbered(10)};
    PatientId luis{numbered(11)};
    PatientId unknown{numbered(12)};
};

TEST_F(TreatmentsQuery, WhoHasAVisitAheadOrInTheWindowIsTreatedByThatDoctorOnly) {
    EXPECT_THAT(asked(first_doctor), IsEmpty());
    ASSERT_TRUE(book(as_patient(10), wish(ten)));
    EXPECT_THAT(asked(first_doctor), ElementsAre(ana));
    EXPECT_THAT(asked(second_doctor), IsEmpty());
    set_time("2026-07-02T09:59:00Z");
    EXPECT_THAT(asked(first_doctor), ElementsAre(ana));
    set_time("2026-07-02T10:01:00Z");
    EXPECT_THAT(asked(first_doctor), IsEmpty());
}

TEST_F(TreatmentsQuery, NeitherACancelledVisitNorAHoldCounts) {
    const auto booked = book(as_patient(10), wish(ten));
    Context context = replica.as(as_patient(10));
    ASSERT_TRUE(replica.cancelling.cancel(context, {booked->value.id}, {}));
    Context of_luis = replica.as(as_patient(11));
    ASSERT_TRUE(replica.holds.create(of_luis, hold_wish(ten), no_key(), {}));
    EXPECT_EQ(count("select count(*) from scheduling.appointments where patient_id is not null"), 2);
    EXPECT_THAT(asked(first_doctor), IsEmpty());
}

}  // namespace
}  // namespace venera::scheduling
