#include "directory/testing/fixture.hpp"
#include "platform/postgres/statements.hpp"

namespace venera::directory::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_F(DirectoryQueries, AgreeWithTheirTypes) {
    EXPECT_THAT(postgres::check_statements(database.owner()), IsEmpty());
}

TEST_F(DirectoryQueries, ShowADoctorAsCreated) {
    const auto lima = add_clinic("Lima", "PE", -12.05, -77.04);
    auto wish = card("Dra. Ana Soto", lima);
    wish.specialties.push_back(value_of<Code>("oncology"));
    wish.bio = value_of<Prose<2'000>>("Corazón y vasos\nsanguíneos");
    wish.photo_url = value_of<Url>("https://example.com/ana.jpg");
    wish.experience_years = {12};
    wish.price_cents = {15'000};
    wish.modes.push_back(Mode::video);
    const auto id = add(wish);
    auto request = context();
    const auto doctor = doctors.get(request, {id});
    ASSERT_TRUE(doctor);
    EXPECT_EQ(doctor->name, "Dra. Ana Soto");
    ASSERT_EQ(doctor->specialties.size(), 2u);
    EXPECT_EQ(doctor->specialties[1].code.value, "oncology");
    EXPECT_EQ(doctor->specialties[1].name, "Oncology");
    EXPECT_EQ(doctor->bio, "Corazón y vasos\nsanguíneos");
    EXPECT_EQ(doctor->photo_url->value, "https://example.com/ana.jpg");
    EXPECT_EQ(doctor->experience_years, 12);
    EXPECT_EQ(doctor->price_cents, 15'000);
    EXPECT_EQ(doctor->modes, (std::vector{Mode::in_person, Mode::video}));
    EXPECT_EQ(doctor->clinic.city, "Lima");
    EXPECT_EQ(doctor->next_available, scheduling.noon);
    EXPECT_FALSE(doctor->retired);
    EXPECT_EQ(doctor->version, 1);
    EXPECT_EQ(events(), "doctor.published 1");
}

TEST_F(DirectoryQueries, RefuseUnknownSpecialtiesAndClinicsAtOnce) {
    auto wish = card("Dr. Nadie", ClinicId::make(clock.now()));
    wish.specialties.push_back(value_of<Code>("alchemy"));
    auto request = context();
    const auto refused = doctors.create(request, wish);
    ASSERT_TRUE(refused.is<invalid_input>());
    const auto& problems = *static_cast<const InputProblems*>(refused.refusal().extra.get());
    ASSERT_EQ(problems.errors.size(), 2u);
    EXPECT_EQ(problems.errors[0].pointer, "/specialties/1");
    EXPECT_EQ(problems.errors[1].pointer, "/clinic_id");
    EXPECT_THAT(names({}), IsEmpty());
    EXPECT_EQ(scalar("select count(*)::text from directory.outbox"), "0");
}

TEST_F(DirectoryQueries, ChangeADoctorAtItsVersionOnly) {
    const auto id = add("Ana", add_clinic("Lima", "PE"));
    DoctorChange change;
    change.name.state = Patch<Text<200>>::State::value;
    change.name.value = value_of<Text<200>>("Ana María");
    auto request = context();
    const auto changed = doctors.change(request, {id}, change, {1});
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->name, "Ana María");
    EXPECT_EQ(changed->version, 2);
    EXPECT_TRUE(doctors.change(request, {id}, change, {1}).is<version_mismatch>());
    EXPECT_EQ(doctors.change(request, {id}, change, {std::nullopt})->version, 3);
    EXPECT_TRUE(doctors.change(request, {DoctorId::make(clock.now())}, change, {}).is<not_found>());
    EXPECT_EQ(events(), "doctor.published 1, doctor.updated 2, doctor.updated 3");
}

TEST_F(DirectoryQueries, LeaveADoctorAsItWasWhenTheChangeIsRefused) {
    const auto id = add("Ana", add_clinic("Lima", "PE"));
    DoctorChange change;
    change.specialties.state = decltype(change.specialties)::State::value;
    change.specialties.value = {value_of<Code>("alchemy")};
    auto request = context();
    EXPECT_TRUE(doctors.change(request, {id}, change, {}).is<invalid_input>());
    EXPECT_EQ(doctors.get(request, {id})->version, 1);
}

TEST_F(DirectoryQueries, LetOnlyOneOfTwoEditorsWin) {
    const auto id = add("Ana", add_clinic("Lima", "PE"));
    const auto row = find_doctor(database.database(), id);
    EXPECT_TRUE(update_doctor(database.database(), *row, 1, clock.now()));
    EXPECT_FALSE(update_doctor(database.database(), *row, 1, clock.now()));
}

TEST_F(DirectoryQueries, RetireADoctorForGood) {
    const auto id = add("Ana", add_clinic("Lima", "PE"));
    auto request = context();
    EXPECT_TRUE(doctors.retire(request, {id}));
    EXPECT_TRUE(doctors.retire(request, {id}));
    EXPECT_TRUE(doctors.retire(request, {DoctorId::make(clock.now())}).is<not_found>());
    EXPECT_THAT(names({}), IsEmpty());
    EXPECT_TRUE(doctors.get(request, {id})->retired);
    EXPECT_FALSE(doctors.get(request, {id})->next_available);
    EXPECT_TRUE(doctors.change(request, {id}, {}, {}).is<not_found>());
    EXPECT_TRUE(doctors.exists(request, id));
    EXPECT_EQ(doctors.card(request, id), nullptr);
    EXPECT_EQ(events(), "doctor.published 1, doctor.retired 2");
}

TEST_F(DirectoryQueries, KeepCardsUntilADoctorChanges) {
    const auto id = add("Ana", add_clinic("Lima", "PE"));
    auto request = context();
    const auto card = doctors.card(request, id);
    ASSERT_TRUE(card);
    EXPECT_EQ(card->name, "Ana");
    EXPECT_EQ(card->specialties.front().name, "Cardiology");
    EXPECT_EQ(doctors.card(request, id), card) << "a second look reads nothing";
    DoctorChange change;
    change.name.state = Patch<Text<200>>::State::value;
    change.name.value = value_of<Text<200>>("Eva");
    ASSERT_TRUE(doctors.change(request, {id}, change, {}));
    EXPECT_EQ(doctors.card(request, id)->name, "Eva");
    ASSERT_TRUE(doctors.retire(request, {id}));
    EXPECT_EQ(doctors.card(request, id), nullptr);
}

TEST_F(DirectoryQueries, SayNothingOfUnknownDoctors) {
    auto request = context();
    const auto nobody = DoctorId::make(clock.now());
    EXPECT_EQ(doctors.card(request, nobody), nullptr);
    EXPECT_FALSE(doctors.exists(request, nobody));
    EXPECT_TRUE(doctors.get(request, {nobody}).is<not_found>());
}

TEST_F(DirectoryQueries, KnowWhichClinicsAreNone) {
    auto request = context();
    const auto lima = add_clinic("Lima", "PE");
    const auto nowhere = ClinicId::make(clock.now());
    EXPECT_THAT(doctors.unknown(request, {nowhere, lima}), ElementsAre(nowhere));
    EXPECT_THAT(doctors.unknown(request, {}), IsEmpty());
}

}  // namespace
}  // namespace venera::directory::testing
