#include "directory/import_queries.hpp"
#include "directory/testing/fixture.hpp"

namespace venera::directory::testing {
namespace {

TEST_F(DirectoryQueries, KeepTheCatalogueOfSpecialties) {
    auto request = context();
    EXPECT_EQ(catalogue.specialties(request).data.size(), 21u);
    const NewSpecialty wish{value_of<Code>("sports-medicine"), value_of<Text<100>>("Sports medicine"),
                            std::nullopt};
    ASSERT_TRUE(catalogue.add_specialty(request, wish));
    EXPECT_TRUE(catalogue.add_specialty(request, wish).is<specialty_exists>());
    SpecialtyChange change;
    change.description.state = decltype(change.description)::State::value;
    change.description.value = value_of<Text<500>>("Moving without pain");
    const auto changed = catalogue.change_specialty(request, {wish.code}, change, {1});
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->description, "Moving without pain");
    EXPECT_EQ(changed->name, "Sports medicine");
    EXPECT_EQ(changed->version, 2);
    EXPECT_TRUE(catalogue.change_specialty(request, {wish.code}, change, {1}).is<version_mismatch>());
    EXPECT_EQ(events(), "specialty.created 1, specialty.changed 2");
    EXPECT_TRUE(catalogue.change_specialty(request, {value_of<Code>("alchemy")}, change, {}).is<not_found>());
}

TEST_F(DirectoryQueries, RemoveOnlySpecialtiesThatNobodyPractises) {
    const auto id = add("Ana", add_clinic("Lima", "PE"));
    auto request = context();
    const http::Path<Code> code{value_of<Code>("cardiology")};
    EXPECT_TRUE(catalogue.remove_specialty(request, code).is<specialty_in_use>());
    ASSERT_TRUE(doctors.retire(request, {id}));
    EXPECT_TRUE(catalogue.remove_specialty(request, code));
    EXPECT_TRUE(catalogue.remove_specialty(request, code).is<not_found>());
    EXPECT_EQ(catalogue.specialties(request).data.size(), 20u);
    EXPECT_EQ(doctors.get(request, {id})->specialties.front().name, "Cardiology")
        << "the past keeps its name";
    // It comes back with a version that no earlier reader has seen.
    const auto again =
        catalogue.add_specialty(request, {code.value, value_of<Text<100>>("Heart"), std::nullopt});
    ASSERT_TRUE(again);
    EXPECT_EQ(again->value.version, 3);
    EXPECT_EQ(scalar("select string_agg(type || ' ' || version, ', ' order by version) from directory.outbox "
                     "where type like 'specialty.%'"),
              "specialty.retired 2, specialty.created 3");
}

TEST_F(DirectoryQueries, ForgetCardsThatQuoteWhatChanged) {
    const auto lima = add_clinic("Lima", "PE");
    const auto ana = add("Ana", lima);
    const auto eva = add("Eva", add_clinic("Cusco", "PE"));
    auto request = context();
    const auto hers = doctors.card(request, ana);
    const auto others = doctors.card(request, eva);
    ClinicChange change;
    change.payment_policy.state = decltype(change.payment_policy)::State::value;
    change.payment_policy.value = PaymentPolicy::at_booking;
    change.name.state = decltype(change.name)::State::value;
    change.name.value = value_of<Text<200>>("Clínica nueva");
    ASSERT_TRUE(catalogue.change_clinic(request, {lima}, change, {}));
    EXPECT_EQ(doctors.card(request, ana)->clinic.name, "Clínica nueva") << "read your own writes";
    EXPECT_EQ(doctors.card(request, eva), others) << "another clinic's";

    SpecialtyChange words;
    words.name.state = decltype(words.name)::State::value;
    words.name.value = value_of<Text<100>>("Heart");
    ASSERT_TRUE(catalogue.change_specialty(request, {value_of<Code>("cardiology")}, words, {}));
    EXPECT_EQ(doctors.card(request, ana)->specialties.front().name, "Heart");
    EXPECT_EQ(doctors.card(request, eva)->specialties.front().name, "Heart");
}

TEST_F(DirectoryQueries, FollowWhatAnotherReplicaChanged) {
    const auto lima = add_clinic("Lima", "PE");
    const auto ana = add("Ana", lima);
    database.owner().script(
        "update directory.clinics set updated_at = 'epoch';"
        "update directory.doctors set updated_at = 'epoch'");
    auto request = context();
    Doctors replica;
    replica.watch(request);
    const auto before = replica.card(request, ana);
    replica.watch(request);
    EXPECT_EQ(replica.card(request, ana), before) << "nothing changed";
    ClinicChange change;
    change.name.state = decltype(change.name)::State::value;
    change.name.value = value_of<Text<200>>("Clínica nueva");
    ASSERT_TRUE(catalogue.change_clinic(request, {lima}, change, {}));
    replica.watch(request);
    EXPECT_EQ(replica.card(request, ana)->clinic.name, "Clínica nueva");
    SpecialtyChange words;
    words.name.state = decltype(words.name)::State::value;
    words.name.value = value_of<Text<100>>("Heart");
    ASSERT_TRUE(catalogue.change_specialty(request, {value_of<Code>("cardiology")}, words, {}));
    replica.watch(request);
    EXPECT_EQ(replica.card(request, ana)->specialties.front().name, "Heart");
}

TEST_F(DirectoryQueries, KeepClinics) {
    auto request = context();
    const auto lima = add_clinic("Lima", "PE", -12.05, -77.04);
    const auto cusco = add_clinic("Cusco", "PE");
    ListQuery query;
    query.limit = Whole<1, 100>{1};
    const auto first = catalogue.clinics(request, {query});
    ASSERT_TRUE(first->next_cursor);
    query.cursor = first->next_cursor;
    const auto second = catalogue.clinics(request, {query});
    EXPECT_FALSE(second->next_cursor);
    EXPECT_THAT((std::vector{first->data[0].id, second->data[0].id}),
                ::testing::UnorderedElementsAre(lima, cusco));
    query.cursor = "x";
    EXPECT_TRUE(catalogue.clinics(request, {query}).is<invalid_cursor>());

    ClinicChange change;
    change.latitude.state = decltype(change.latitude)::State::null;
    change.longitude.state = decltype(change.longitude)::State::null;
    change.payment_policy.state = decltype(change.payment_policy)::State::value;
    change.payment_policy.value = PaymentPolicy::at_booking;
    const auto changed = catalogue.change_clinic(request, {lima}, change, {1});
    ASSERT_TRUE(changed);
    EXPECT_FALSE(changed->latitude);
    EXPECT_EQ(changed->payment_policy, PaymentPolicy::at_booking);
    EXPECT_EQ(catalogue.clinic(request, {lima})->version, 2);
    EXPECT_FALSE(catalogue.clinic(request, {lima})->longitude);
    EXPECT_TRUE(catalogue.change_clinic(request, {lima}, change, {1}).is<version_mismatch>());
    EXPECT_EQ(
        scalar("select string_agg(type || ' ' || version || ' ' || country, ', ' order by version) from "
               "directory.outbox where aggregate_id = '" +
               lima.text() + "'"),
        "clinic.created 1 PE, clinic.changed 2 PE");
    EXPECT_TRUE(catalogue.clinic(request, {ClinicId::make(clock.now())}).is<not_found>());
}

TEST_F(DirectoryQueries, ImportDoctorsByTheBatch) {
    const auto lima = add_clinic("Lima", "PE");
    EXPECT_TRUE(has_clinics(database.database()));
    std::vector<ImportedDoctor> batch;
    for (int i = 0; i < 3; ++i)
        batch.push_back({.id = DoctorId::make(clock.now()),
                         .name = "Dr. \"Ñ\" \\ " + std::to_string(i),
                         .specialties = {value_of<Code>("oncology"), value_of<Code>("cardiology")},
                         .experience_years = 7,
                         .price_cents = 9'000'000'000,
                         .currency = value_of<Currency>("CLP"),
                         .languages = {value_of<Language>("es"), value_of<Language>("pt-BR")},
                         .clinic_id = lima,
                         .modes = {Mode::video, Mode::in_person}});
    import_doctors(database.database(), batch, clock.now());
    const auto row = find_doctor(database.database(), batch[1].id);
    ASSERT_TRUE(row);
    EXPECT_EQ(row->name, batch[1].name);
    EXPECT_EQ(row->specialty_codes, batch[1].specialties);
    EXPECT_EQ(row->price_cents, 9'000'000'000);
    EXPECT_EQ(row->languages, batch[1].languages);
    EXPECT_EQ(row->modes, batch[1].modes);
    EXPECT_EQ(row->rating, 0);
    EXPECT_EQ(row->review_count, 0);
    EXPECT_THROW(import_doctors(database.database(), batch, clock.now()), postgres::ConstraintViolation);
}

}  // namespace
}  // namespace venera::directory::testing
