// What the directory gives to those who keep a copy of it: everybody at once, those whom a change concerns,
// and word of every change right after its commit.
#include "directory/testing/fixture.hpp"

namespace venera::directory {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

struct FollowingQueries : testing::DirectoryQueries {
    // Of all transactions since the last call.
    std::vector<DoctorId> changed() {
        const auto end = xid();
        return doctors.changed(database.database(), {std::exchange(from, end), end});
    }
    // Two of one millisecond may have their ids in either order.
    static std::vector<DoctorId> in_id_order(std::vector<DoctorId> ids) {
        std::ranges::sort(ids);
        return ids;
    }
    std::int64_t xid() { return std::stoll(scalar("select pg_snapshot_xmax(pg_current_snapshot())::text")); }
    std::vector<std::string> listed(const std::vector<DoctorId>& wanted) {
        std::vector<std::string> all;
        for (const auto& one : doctors.listed(database.database(), wanted))
            all.push_back(one.card.name + " in " + one.city_folded);
        return all;
    }

    std::int64_t from = xid();
};

TEST_F(FollowingQueries, ListsThoseInServiceWithWhatIsSearchedFor) {
    const auto lima = add_clinic("Lima", "PE", -12.05, -77.04);
    const auto leon = add_clinic("León", "ES");
    const auto ana = add("Ana", lima);
    const auto luz = add("Luz", leon);
    const auto old = add("Old", lima);
    auto request = context();
    ASSERT_TRUE(doctors.retire(request, {old}));
    EXPECT_THAT(doctors.doctor_ids(database.database()), ElementsAreArray(in_id_order({ana, luz})));
    EXPECT_THAT(listed({luz, old, ana, DoctorId{}}), UnorderedElementsAre("Ana in lima", "Luz in leon"));
    const auto first = doctors.listed(database.database(), {ana}).front();
    EXPECT_EQ(first.latitude, -12.05);
    EXPECT_EQ(json::to_json(first.card), json::to_json(*doctors.card(request, ana)));
    EXPECT_EQ(doctors.folded(request, "LEÓN"), "leon");
}

TEST_F(FollowingQueries, FindsByWordsUnlessTheyAreTooMany) {
    const auto lima = add_clinic("Lima", "PE");
    const auto ana = add("Ana", lima);
    const auto luz = add("Luz", lima);
    const auto old = add("Old", lima);
    auto request = context();
    ASSERT_TRUE(doctors.retire(request, {old}));
    const auto words = [](std::string_view text) { return testing::value_of<Words>(text); };
    EXPECT_THAT(*doctors.named(request, words("luz"), 1), ElementsAre(luz));
    EXPECT_THAT(*doctors.named(request, words("CARDIO"), 2), ElementsAreArray(in_id_order({ana, luz})));
    EXPECT_FALSE(doctors.named(request, words("cardio"), 1));
    EXPECT_THAT(*doctors.named(request, words("old"), 2), IsEmpty());
    EXPECT_THAT(doctors.named_among(request, words("cardio"), {luz, old, ana, DoctorId{}}),
                ElementsAreArray(in_id_order({ana, luz})));
    EXPECT_THAT(doctors.named_among(request, words("luz"), {ana, luz}), ElementsAre(luz));
    EXPECT_THAT(doctors.named_among(request, words("luz"), {}), IsEmpty());
}

TEST_F(FollowingQueries, ChangesConcernDoctorsClinicsAndSpecialties) {
    const auto lima = add_clinic("Lima", "PE");
    const auto ana = add("Ana", lima);
    const auto luz = add("Luz", add_clinic("León", "ES"));
    EXPECT_THAT(changed(), UnorderedElementsAre(ana, luz));
    EXPECT_THAT(changed(), IsEmpty());

    auto request = context();
    ClinicChange move;
    move.city = {Patch<Text<100>>::State::value, testing::value_of<Text<100>>("Cusco")};
    ASSERT_TRUE(catalogue.change_clinic(request, {lima}, move, {}));
    EXPECT_THAT(changed(), ElementsAre(ana));
    SpecialtyChange rename;
    rename.name = {Patch<Text<100>>::State::value, testing::value_of<Text<100>>("Heart")};
    ASSERT_TRUE(catalogue.change_specialty(request, {testing::value_of<Code>("cardiology")}, rename, {}));
    EXPECT_THAT(changed(), UnorderedElementsAre(ana, luz));
    ASSERT_TRUE(doctors.retire(request, {luz}));
    EXPECT_THAT(changed(), ElementsAre(luz));
}

TEST_F(FollowingQueries, TheReplicaThatChangesTellsAtOnce) {
    const auto lima = add_clinic("Lima", "PE");
    const auto ana = add("Ana", lima);
    EXPECT_THAT(watcher.told, ElementsAre(ana));
    watcher.told.clear();
    auto request = context();
    ClinicChange move;
    move.city = {Patch<Text<100>>::State::value, testing::value_of<Text<100>>("Cusco")};
    ASSERT_TRUE(catalogue.change_clinic(request, {lima}, move, {}));
    SpecialtyChange rename;
    rename.name = {Patch<Text<100>>::State::value, testing::value_of<Text<100>>("Heart")};
    ASSERT_TRUE(catalogue.change_specialty(request, {testing::value_of<Code>("cardiology")}, rename, {}));
    ASSERT_TRUE(doctors.retire(request, {ana}));
    EXPECT_THAT(watcher.told, ElementsAre(ana, ana, ana));
}

}  // namespace
}  // namespace venera::directory
