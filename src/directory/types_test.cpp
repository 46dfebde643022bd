#include "directory/types.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/json/shape.hpp"

namespace venera::directory {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// "pointer code" of every problem.
std::vector<std::string> problems(const json::Issues& issues) {
    std::vector<std::string> all;
    for (const auto& issue : issues.all()) {
        all.push_back((issue.parameter.empty() ? issue.pointer : issue.parameter) + " " +
                      std::string(issue.code));
    }
    return all;
}

template <class T>
std::vector<std::string> problems_of(std::string_view body) {
    json::Issues issues;
    json::from_json<T>(body, issues);
    return problems(issues);
}

std::vector<std::string> query_problems(const std::vector<json::Parameter>& parameters) {
    json::Issues issues;
    json::from_parameters<DoctorQuery>(parameters, issues);
    return problems(issues);
}

constexpr std::string_view clinic_id = "01900000-0000-7000-8000-000000000001";

std::string doctor(std::string_view specialties, std::string_view languages, std::string_view modes) {
    return R"({"name":"Dra. Ana Soto","experience_years":12,"price_cents":15000,)"
           R"("currency":"PEN","specialties":)" +
           std::string(specialties) + R"(,"languages":)" + std::string(languages) + R"(,"modes":)" +
           std::string(modes) + R"(,"clinic_id":")" + std::string(clinic_id) + R"("})";
}

TEST(NewDoctorBody, IsTakenWhole) {
    json::Issues issues;
    const auto body = doctor(R"(["cardiology","oncology"])", R"(["es","en"])", R"(["in_person","video"])");
    const auto wish = json::from_json<NewDoctor>(body, issues);
    EXPECT_THAT(problems(issues), IsEmpty());
    EXPECT_EQ(wish.name.value, "Dra. Ana Soto");
    EXPECT_EQ(wish.specialties.at(1).value, "oncology");
    EXPECT_EQ(wish.modes.at(1), Mode::video);
    EXPECT_EQ(wish.clinic_id.text(), clinic_id);
}

TEST(NewDoctorBody, MustNameSpecialtiesLanguagesAndModes) {
    EXPECT_THAT(problems_of<NewDoctor>(doctor("[]", "[]", "[]")),
                ElementsAre("/specialties too_few", "/languages too_few", "/modes too_few"));
}

TEST(NewDoctorBody, MustNotRepeat) {
    EXPECT_THAT(problems_of<NewDoctor>(
                    doctor(R"(["oncology","oncology"])", R"(["es","en","es"])", R"(["video","video"])")),
                ElementsAre("/specialties repeated", "/languages repeated", "/modes repeated"));
}

TEST(NewDoctorBody, MustNotNameTooMany) {
    EXPECT_THAT(problems_of<NewDoctor>(doctor(R"(["a","b","c","d","e","f"])",
                                              R"(["es","en","fr","de","it","pt","ca","eu","gl","qu","ay"])",
                                              R"(["video"])")),
                ElementsAre("/specialties too_many", "/languages too_many"));
    EXPECT_THAT(problems_of<NewDoctor>(doctor(R"(["a","b","c","d","e"])",
                                              R"(["es","en","fr","de","it","pt","ca","eu","gl","qu"])",
                                              R"(["video"])")),
                IsEmpty());
}

TEST(NewDoctorBody, HasBoundsAndNoUnknownMembers) {
    EXPECT_THAT(
        problems_of<NewDoctor>(
            R"({"name":"x","specialties":["a"],"languages":["es"],"modes":["phone"],"clinic_id":"1",)"
            R"("currency":"XXZ",)"
            R"("experience_years":81,"price_cents":-1,"rating":5,"photo_url":"javascript:alert"})"),
        testing::UnorderedElementsAre(testing::StartsWith("/modes/0 "), testing::StartsWith("/clinic_id "),
                                      testing::StartsWith("/currency "), "/experience_years out_of_range",
                                      "/price_cents out_of_range", "/rating unknown_member",
                                      testing::StartsWith("/photo_url ")));
}

TEST(DoctorChangeBody, ChecksOnlyWhatItChanges) {
    EXPECT_THAT(problems_of<DoctorChange>("{}"), IsEmpty());
    EXPECT_THAT(problems_of<DoctorChange>(R"({"bio":null,"photo_url":null})"), IsEmpty());
    EXPECT_THAT(problems_of<DoctorChange>(R"({"modes":[]})"), ElementsAre("/modes too_few"));
    EXPECT_THAT(problems_of<DoctorChange>(R"({"languages":["es","es"]})"),
                ElementsAre("/languages repeated"));
    EXPECT_THAT(problems_of<DoctorChange>(R"({"specialties":["a","b","c","d","e","f"]})"),
                ElementsAre("/specialties too_many"));
    EXPECT_EQ(problems_of<DoctorChange>(R"({"name":null})").size(), 1u);
}

std::string clinic(std::string_view position) {
    return R"({"name":"Clínica","address":"Av. Larco 1","city":"Lima","country":"PE",)"
           R"("timezone":"America/Lima")" +
           std::string(position) + "}";
}

TEST(NewClinicBody, HasAPositionOrNone) {
    EXPECT_THAT(problems_of<NewClinic>(clinic("")), IsEmpty());
    EXPECT_THAT(problems_of<NewClinic>(clinic(R"(,"latitude":-12.1,"longitude":-77)")), IsEmpty());
    EXPECT_THAT(problems_of<NewClinic>(clinic(R"(,"latitude":-12.1)")), ElementsAre("/longitude incomplete"));
    EXPECT_THAT(problems_of<NewClinic>(clinic(R"(,"latitude":90.01,"longitude":-180.5)")),
                ElementsAre("/latitude out_of_range", "/longitude out_of_range"));
}

TEST(NewClinicBody, HasAKnownZone) {
    EXPECT_THAT(problems_of<NewClinic>(
                    R"({"name":"C","address":"A","city":"L","country":"PE","timezone":"America/Atlantis"})"),
                ElementsAre(testing::StartsWith("/timezone ")));
}

TEST(ClinicChangeBody, MovesBothCoordinatesOrNone) {
    EXPECT_THAT(problems_of<ClinicChange>(R"({"city":"Cusco"})"), IsEmpty());
    EXPECT_THAT(problems_of<ClinicChange>(R"({"latitude":1,"longitude":2})"), IsEmpty());
    EXPECT_THAT(problems_of<ClinicChange>(R"({"latitude":null,"longitude":null})"), IsEmpty());
    EXPECT_THAT(problems_of<ClinicChange>(R"({"latitude":null,"longitude":2})"),
                ElementsAre("/longitude incomplete"));
    EXPECT_THAT(problems_of<ClinicChange>(R"({"longitude":2})"), ElementsAre("/longitude incomplete"));
    EXPECT_THAT(problems_of<ClinicChange>(R"({"latitude":-91,"longitude":2})"),
                ElementsAre("/latitude out_of_range"));
}

TEST(PositionText, IsTwoNumbersOfDegrees) {
    const auto lima = Position::parse("-12.05,-77.04");
    ASSERT_TRUE(lima);
    EXPECT_EQ(lima->latitude, -12.05);
    EXPECT_EQ(lima->longitude, -77.04);
    EXPECT_TRUE(Position::parse("90,-180"));
    for (const auto* text : {"", "12", "12,", ",12", "12;13", "1,2,3", " 1,2", "1, 2", "+1,2", "1e1,2",
                             "nan,1", "inf,1", "90.001,0", "0,180.001", "0x1,2", "1,2 "})
        EXPECT_FALSE(Position::parse(text)) << text;
}

TEST(DoctorsQuery, TakesEveryFilter) {
    json::Issues issues;
    const auto query = json::from_parameters<DoctorQuery>({{"specialty", "cardiology"},
                                                           {"city", "lima"},
                                                           {"country", "PE"},
                                                           {"clinic_id", std::string(clinic_id)},
                                                           {"language", "es"},
                                                           {"q", "garcía"},
                                                           {"min_rating", "4.5"},
                                                           {"max_price_cents", "20000"},
                                                           {"near", "-12.1,-77"},
                                                           {"radius_km", "2.5"},
                                                           {"mode", "video"},
                                                           {"sort", "price"},
                                                           {"limit", "100"},
                                                           {"cursor", "abc"}},
                                                          issues);
    EXPECT_THAT(problems(issues), IsEmpty());
    EXPECT_EQ(query.min_rating, 4.5);
    EXPECT_EQ(query.sort, DoctorSort::price);
    EXPECT_EQ(query.near->longitude, -77);
    EXPECT_EQ(query.mode, Mode::video);
}

TEST(DoctorsQuery, HasBounds) {
    EXPECT_THAT(query_problems({{"min_rating", "5.1"}}), ElementsAre("min_rating out_of_range"));
    EXPECT_THAT(query_problems({{"min_rating", "-0.1"}}), ElementsAre("min_rating out_of_range"));
    EXPECT_THAT(query_problems({{"near", "0,0"}, {"radius_km", "0"}}), ElementsAre("radius_km out_of_range"));
    EXPECT_THAT(query_problems({{"near", "0,0"}, {"radius_km", "1000.1"}}),
                ElementsAre("radius_km out_of_range"));
    EXPECT_THAT(query_problems({{"radius_km", "5"}}), ElementsAre("near required"));
    EXPECT_THAT(query_problems({{"limit", "0"}}), ElementsAre("limit out_of_range"));
    EXPECT_THAT(query_problems({{"limit", "101"}}), ElementsAre("limit out_of_range"));
    EXPECT_EQ(query_problems({{"sort", "distance"}}).size(), 1u);
    EXPECT_EQ(query_problems({{"colour", "red"}}).size(), 1u);
}

}  // namespace
}  // namespace venera::directory
