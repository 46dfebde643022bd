#include "directory/testing/fixture.hpp"

namespace venera::directory::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_F(DirectoryQueries, FilterByWhatADoctorIs) {
    const auto lima = add_clinic("Lima", "PE");
    const auto madrid = add_clinic("Madrid", "ES");
    auto ana = card("Ana", lima);
    ana.price_cents = {20'000};
    ana.modes.push_back(Mode::video);
    rate(add(ana), 4.5);
    auto luis = card("Luis", madrid);
    luis.specialties = {value_of<Code>("oncology"), value_of<Code>("cardiology")};
    luis.languages.push_back(value_of<Language>("en"));
    luis.price_cents = {10'000};
    rate(add(luis), 3.5);

    EXPECT_THAT(names({}), ElementsAre("Ana", "Luis"));
    EXPECT_THAT(names(with({{"specialty", "oncology"}})), ElementsAre("Luis"));
    EXPECT_THAT(names(with({{"specialty", "cardiology"}})), ElementsAre("Ana", "Luis"));
    EXPECT_THAT(names(with({{"city", "MADRID"}})), ElementsAre("Luis"));
    EXPECT_THAT(names(with({{"city", "Madri"}})), IsEmpty());
    EXPECT_THAT(names(with({{"country", "PE"}})), ElementsAre("Ana"));
    EXPECT_THAT(names(with({{"clinic_id", madrid.text()}})), ElementsAre("Luis"));
    EXPECT_THAT(names(with({{"language", "en"}})), ElementsAre("Luis"));
    EXPECT_THAT(names(with({{"min_rating", "4.5"}})), ElementsAre("Ana"));
    EXPECT_THAT(names(with({{"min_rating", "4.6"}})), IsEmpty());
    EXPECT_THAT(names(with({{"max_price_cents", "19999"}})), ElementsAre("Luis"));
    EXPECT_THAT(names(with({{"max_price_cents", "20000"}})), ElementsAre("Ana", "Luis"));
    EXPECT_THAT(names(with({{"mode", "video"}})), ElementsAre("Ana"));
    EXPECT_THAT(names(with({{"country", "PE"}, {"mode", "in_person"}})), ElementsAre("Ana"));
}

TEST_F(DirectoryQueries, FindWordsWhateverTheirAccentsAndCase) {
    const auto lima = add_clinic("Ñuñoa", "CL");
    auto ines = card("Dra. Inés Núñez", lima);
    ines.bio = value_of<Prose<2'000>>("Arritmias, 100% dedicada a_b \\ c");
    add(ines);
    auto hugo = card("Dr. Hugo Pérez", lima);
    hugo.specialties = {value_of<Code>("dermatology")};
    add(hugo);
    const auto find = [&](std::string_view words) { return names(with({{"q", std::string(words)}})); };
    EXPECT_THAT(find("inés núñez"), ElementsAre("Dra. Inés Núñez"));
    EXPECT_THAT(find("INES NUNEZ"), ElementsAre("Dra. Inés Núñez"));
    EXPECT_THAT(find("perez"), ElementsAre("Dr. Hugo Pérez"));
    EXPECT_THAT(find("arritmia"), ElementsAre("Dra. Inés Núñez"));
    EXPECT_THAT(find("Dermatology"), ElementsAre("Dr. Hugo Pérez"));
    EXPECT_THAT(names(with({{"city", "nunoa"}})), ::testing::SizeIs(2));
    // Wildcards of LIKE are letters here.
    EXPECT_THAT(find("100%"), ElementsAre("Dra. Inés Núñez"));
    EXPECT_THAT(find("a_b"), ElementsAre("Dra. Inés Núñez"));
    EXPECT_THAT(find("\\ c"), ElementsAre("Dra. Inés Núñez"));
    EXPECT_THAT(find("D%H"), IsEmpty());
    EXPECT_THAT(find("Hug_"), IsEmpty());
}

TEST_F(DirectoryQueries, SortAndPageInEveryOrder) {
    const auto lima = add_clinic("Lima", "PE");
    DoctorId id;
    const auto put = [&](std::string_view name, double rating, int price, int years) {
        auto doctor = card(name, lima);
        doctor.price_cents = {price};
        doctor.experience_years = {years};
        ++id.value.bytes.back();
        insert_doctor(database.database(), id, doctor, clock.now());
        rate(id, rating);
    };
    put("Ángel", 4.1, 300, 10);
    put("beto", 4.7, 100, 10);
    put("Carla", 4.1, 200, 30);
    put("Dora", 0, 100, 5);
    put("Éric", 4.1, 100, 20);
    EXPECT_THAT(pages({}, 2), ElementsAre("Ángel beto", "Carla Dora", "Éric"));
    EXPECT_THAT(pages(with({{"sort", "name"}}), 5), ElementsAre("Ángel beto Carla Dora Éric"));
    // Equals follow each other in the order of their ids.
    EXPECT_THAT(pages(with({{"sort", "rating"}}), 2), ElementsAre("beto Ángel", "Carla Éric", "Dora"));
    EXPECT_THAT(pages(with({{"sort", "price"}}), 2), ElementsAre("beto Dora", "Éric Carla", "Ángel"));
    EXPECT_THAT(pages(with({{"sort", "experience"}}), 1),
                ElementsAre("Carla", "Éric", "Ángel", "beto", "Dora"));
}

TEST_F(DirectoryQueries, KeepTheirPageWhenDoctorsAreAdded) {
    const auto lima = add_clinic("Lima", "PE");
    for (const auto* name : {"Bea", "Dina", "Fabio"}) add(name, lima);
    DoctorQuery query;
    query.limit = Whole<1, 100>{2};
    query.cursor = page(query)->next_cursor;
    add("Ada", lima);
    add("Elsa", lima);
    EXPECT_THAT(names(query), ElementsAre("Elsa", "Fabio"));
}

TEST_F(DirectoryQueries, PageThroughLongNames) {
    const auto lima = add_clinic("Lima", "PE");
    std::string name;
    for (int i = 0; i < 199; ++i) name += "医";
    for (const auto* last : {"a", "b", "c"}) add(name + last, lima);
    EXPECT_THAT(pages({}, 1), ::testing::UnorderedElementsAre(name + "a", name + "b", name + "c"));
}

TEST_F(DirectoryQueries, RefuseForeignCursors) {
    const auto lima = add_clinic("Lima", "PE");
    for (const auto* name : {"Bea", "Dina"}) add(name, lima);
    DoctorQuery query = with({{"sort", "price"}, {"limit", "1"}});
    query.cursor = page(query)->next_cursor;
    ASSERT_TRUE(query.cursor);
    EXPECT_TRUE(page(query));
    query.sort = DoctorSort::name;
    EXPECT_TRUE(page(query).is<invalid_cursor>());
    for (const auto* text : {"", "x", "AAAA", "not base64!"}) {
        query.cursor = text;
        EXPECT_TRUE(page(query).is<invalid_cursor>()) << text;
    }
}

TEST_F(DirectoryQueries, MeasureDistances) {
    add("Sol", add_clinic("Madrid", "ES", 40.4168, -3.7038));
    add("Mar", add_clinic("Barcelona", "ES", 41.3874, 2.1686));
    add("Luna", add_clinic("Lugar sin posición", "ES"));
    DoctorQuery query = with({{"near", "40.4168,-3.7038"}});
    EXPECT_THAT(pages(query, 1), ElementsAre("Sol", "Mar"));
    const auto found = page(query)->data;
    EXPECT_NEAR(*found[0].distance_km, 0, 1e-9);
    // Great circle of a sphere of 6371.0088 km, computed apart.
    EXPECT_NEAR(*found[1].distance_km, 505.2, 1.0);
    query.radius_km = 505;
    EXPECT_THAT(names(query), ElementsAre("Sol"));
    query.radius_km = 510;
    EXPECT_THAT(names(query), ElementsAre("Sol", "Mar"));
    query.sort = DoctorSort::name;
    EXPECT_THAT(names(query), ElementsAre("Mar", "Sol"));
    EXPECT_FALSE(page({})->data.front().distance_km);
}

TEST_F(DirectoryQueries, MeasureAcrossTheDateLine) {
    add("Este", add_clinic("Taveuni", "FJ", -16.8, 179.9));
    add("Oeste", add_clinic("Rabi", "FJ", -16.8, -179.9));
    const auto found = page(with({{"near", "-16.8,179.95"}, {"radius_km", "30"}}))->data;
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].name, "Este");
    EXPECT_NEAR(*found[1].distance_km, 16.0, 0.5);
}

TEST_F(DirectoryQueries, GiveAllMatchingCardsInOrderOfId) {
    const auto lima = add_clinic("Lima", "PE");
    std::vector<DoctorId> ids;
    for (int i = 0; i < 120; ++i) ids.push_back(add("Doctor " + std::to_string(i), lima));
    std::ranges::sort(ids);
    auto request = context();
    std::vector<DoctorId> found;
    DoctorFilter filter;
    filter.city = value_of<Text<100>>("lima");
    for (const auto& card : doctors.matching(request, filter)) found.push_back(card->id);
    EXPECT_EQ(found, ids);
    filter.country = value_of<Country>("ES");
    EXPECT_THAT(doctors.matching(request, filter), IsEmpty());
}

TEST_F(DirectoryQueries, AskForAllNextTimesAtOnce) {
    const auto lima = add_clinic("Lima", "PE");
    for (const auto* name : {"Bea", "Dina", "Fabio"}) add(name, lima);
    scheduling.asked = 0;
    const auto found = page(with({{"limit", "2"}}));
    EXPECT_EQ(found->data[1].next_available, scheduling.noon);
    EXPECT_EQ(scheduling.asked, 2u);
}

}  // namespace
}  // namespace venera::directory::testing
