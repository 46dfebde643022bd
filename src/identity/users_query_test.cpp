#include "identity/users.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "identity/accounts.hpp"
#include "identity/testing/identity_test.hpp"

namespace venera::identity {
namespace {

const postgres::Statement<std::string(UserId)> events_of{
    "test.identity.events_of",
    "select coalesce(string_agg(type || ' ' || version, ', ' order by version), '') from identity.outbox "
    "where aggregate_id = $1"};
const postgres::Statement<std::int64_t(std::string, std::string)> count_accesses{
    "test.identity.count_accesses_of_users",
    "select count(*) from identity.access_log where action = $1 and outcome = $2"};

struct UsersTest : testing::IdentityTest {
    UserId admin(const std::string& email) {
        NewAdmin wish;
        wish.email = Email{email};
        wish.password = Password{good_password};
        Context tool = context();
        return *create_admin(tool, wish);
    }
    Context as(UserId user) {
        Context made = context();
        Caller caller;
        caller.kind = Caller::Kind::user;
        caller.role = Role::admin;
        caller.user_id = user;
        made.set_caller(caller);
        return made;
    }
    static NewUser new_user(std::string email, AccountRole role) {
        NewUser wish;
        wish.email = Email{std::move(email)};
        wish.role = role;
        wish.first_name = Text<100>{"Luz"};
        wish.last_name = Text<100>{"Vega"};
        wish.password = Password{good_password};
        return wish;
    }
    static std::vector<std::string> pointers_of(const auto& refused) {
        std::vector<std::string> pointers;
        for (const auto& problem : static_cast<const InputProblems*>(refused.refusal().extra.get())->errors)
            pointers.push_back(*problem.pointer);
        return pointers;
    }
    static UserChange disabling() {
        UserChange change;
        change.status.state = Patch<AccountStatus>::State::value;
        change.status.value = AccountStatus::disabled;
        return change;
    }
    static UserChange becoming(AccountRole role) {
        UserChange change;
        change.role.state = Patch<AccountRole>::State::value;
        change.role.value = role;
        return change;
    }

    UserId root = admin("root@example.org");
};

TEST_F(UsersTest, CreateAdminRefusesWeakPasswordsAndTakenAddresses) {
    NewAdmin wish;
    wish.email = Email{"root@example.org"};
    wish.password = Password{good_password};
    Context tool = context();
    EXPECT_TRUE(create_admin(tool, wish).is<email_taken>());
    wish.email = Email{"other@example.org"};
    wish.password = Password{"other@example.org"};
    EXPECT_TRUE(create_admin(tool, wish).is<invalid_input>());
    EXPECT_EQ(database.database().one(events_of, root), "user.registered 1");
    EXPECT_EQ(database.database().one(count_accesses, "create", "allowed"), 1);
}

TEST_F(UsersTest, AreMadeWithWhatTheirRoleNeeds) {
    Context boss = as(root);
    const auto patient = identity->users().create(boss, new_user("p@example.org", AccountRole::patient));
    ASSERT_TRUE(patient);
    EXPECT_TRUE(patient->value.patient_id);
    EXPECT_TRUE(profiles.find(boss, *patient->value.patient_id));

    auto wish = new_user("d@example.org", AccountRole::doctor);
    wish.doctor_id = DoctorId::make(clock.now());
    EXPECT_TRUE(identity->users().create(boss, wish).is<invalid_input>()) << "no such doctor";
    wish.doctor_id = doctors.known;
    ASSERT_TRUE(identity->users().create(boss, wish));
    wish.email = Email{"d2@example.org"};
    EXPECT_TRUE(identity->users().create(boss, wish).is<doctor_has_account>());
    wish.email = Email{"D@example.org"};
    EXPECT_TRUE(identity->users().create(boss, wish).is<email_taken>());

    Context door = context();
    const auto entry = identity->signing_in().login(door, credentials("d@example.org"), {});
    ASSERT_TRUE(entry);
    Context doctor = context_of(entry->answer);
    EXPECT_EQ(identity->my_account().get(doctor)->doctor->name, "Dr. Luz Vega");
}

TEST_F(UsersTest, OfADoctorNeedOne) {
    const UserId ana = registered("ana@example.org").answer.user.id;
    Context boss = as(root);
    const auto change = [&](const UserChange& wish) {
        return identity->users().change(boss, {ana}, wish, {});
    };
    const auto refused = change(becoming(AccountRole::doctor));
    ASSERT_TRUE(refused.is<invalid_input>());
    EXPECT_EQ(pointers_of(refused), std::vector<std::string>{"/doctor_id"});
    auto doctor = becoming(AccountRole::doctor);
    doctor.doctor_id = {Patch<DoctorId, Clears::yes>::State::value, doctors.known};
    EXPECT_TRUE(change(doctor));
    UserChange bare;
    bare.doctor_id.state = Patch<DoctorId, Clears::yes>::State::null;
    EXPECT_TRUE(change(bare).is<invalid_input>());
    EXPECT_TRUE(change(becoming(AccountRole::staff)));
}

TEST_F(UsersTest, BelongToClinicsThatExist) {
    Context boss = as(root);
    const ClinicId nowhere = ClinicId::make(clock.now());
    auto wish = new_user("desk@example.org", AccountRole::staff);
    wish.clinic_ids = {doctors.known_clinic, nowhere};
    const auto refused = identity->users().create(boss, wish);
    ASSERT_TRUE(refused.is<invalid_input>());
    EXPECT_EQ(pointers_of(refused), std::vector<std::string>{"/clinic_ids/1"});
    wish.clinic_ids = {doctors.known_clinic};
    const auto made = identity->users().create(boss, wish);
    ASSERT_TRUE(made);
    UserChange change;
    change.clinic_ids = {Patch<std::vector<ClinicId>>::State::value, {nowhere}};
    EXPECT_TRUE(identity->users().change(boss, {made->value.id}, change, {}).is<invalid_input>());
    change.clinic_ids.value.clear();
    EXPECT_TRUE(identity->users().change(boss, {made->value.id}, change, {}));
}

TEST_F(UsersTest, AreListedByPage) {
    Context boss = as(root);
    for (int i = 0; i < 5; ++i) {
        auto wish = new_user("staff" + std::to_string(i) + "@example.org", AccountRole::staff);
        wish.password.reset();
        ASSERT_TRUE(identity->users().create(boss, wish));
    }
    http::Query<UserQuery> query;
    query.value.role = AccountRole::staff;
    query.value.limit = Whole<1, 100>{2};
    std::vector<std::string> seen;
    for (int pages = 0; pages < 3; ++pages) {
        const auto page = identity->users().list(boss, query);
        ASSERT_TRUE(page);
        for (const auto& user : page->data) seen.push_back(user.email);
        EXPECT_EQ(page->next_cursor.has_value(), pages < 2);
        query.value.cursor = page->next_cursor;
    }
    EXPECT_EQ(seen.size(), 5U);
    query.value.cursor = "nonsense";
    EXPECT_TRUE(identity->users().list(boss, query).is<invalid_cursor>());
}

TEST_F(UsersTest, AreFoundByNameAndAddress) {
    Context boss = as(root);
    for (int i = 0; i < 5; ++i) {
        auto wish = new_user("staff" + std::to_string(i) + "@example.org", AccountRole::staff);
        wish.password.reset();
        ASSERT_TRUE(identity->users().create(boss, wish));
    }
    UserSearch wish;
    wish.q = Text<100>{"STAFF3"};
    EXPECT_EQ(identity->users().search(boss, wish)->data.size(), 1U);
    wish.role = AccountRole::doctor;
    EXPECT_EQ(identity->users().search(boss, wish)->data.size(), 0U);
    wish = {};
    wish.q = Text<100>{"lúz"};
    wish.limit = Whole<1, 100>{3};
    const auto first = identity->users().search(boss, wish);
    EXPECT_EQ(first->data.size(), 3U);
    wish.cursor = first->next_cursor;
    EXPECT_EQ(identity->users().search(boss, wish)->data.size(), 2U);
    EXPECT_EQ(database.database().one(count_accesses, "search", "allowed"), 4);
    wish.cursor = "nonsense";
    EXPECT_TRUE(identity->users().search(boss, wish).is<invalid_cursor>());
}

TEST_F(UsersTest, AreSearchedByTheIndexHoweverMany) {
    database.owner().script(R"sql(
        insert into identity.users (id, email, email_normalised, role, first_name, last_name, language,
                                    created_at, updated_at)
        select ('ffffffff-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, n || '@example.net',
               n || '@example.net', 'staff', 'Many', md5(n::text), 'es', now(), now()
          from generate_series(1, 20000) n;
        update identity.users set first_name = 'Zoraída', last_name = 'Ño' where email = '15000@example.net';
        analyze identity.users)sql");
    const auto found = [&](const char* q) {
        Context boss = as(root);
        UserSearch wish;
        wish.q = Text<100>{q};
        std::vector<std::string> emails;
        const auto page = identity->users().search(boss, wish);
        for (const UserView& user : page->data) emails.push_back(user.email);
        return emails;
    };
    EXPECT_EQ(found("zoraida"), std::vector<std::string>{"15000@example.net"}) << "after many others";
    EXPECT_EQ(found("15000@EX"), std::vector<std::string>{"15000@example.net"});
    EXPECT_EQ(found("many").size(), 20U);
    EXPECT_EQ(found("zo"), std::vector<std::string>{"15000@example.net"}) << "short: where a word begins";
    EXPECT_EQ(found("ño"), std::vector<std::string>{"15000@example.net"});
    EXPECT_EQ(found("or").size() + found("@e").size(), 0U);
    EXPECT_EQ(found("%").size() + found("zora_da").size() + found("\\").size(), 0U) << "no wildcards";

    const auto& all = postgres::StatementBase::all();
    const auto search = std::ranges::find_if(
        all, [](const auto* statement) { return statement->name() == "identity.search_accounts"; });
    ASSERT_NE(search, all.end());
    database.owner().script("prepare searching (text, text, uuid, int4, text) as " +
                            std::string((*search)->sql()));
    for (const std::string words : {"zoraida", "zo", "z"}) {
        const std::string sql =
            "explain execute searching (null, null, '00000000-0000-0000-0000-000000000000', 21, '" + words +
            "')";
        const std::string name = "test.identity.explain_" + words;
        const postgres::Statement<std::string()> explain{name, sql};
        for (const char* mode : {"force_generic_plan", "force_custom_plan"}) {
            database.owner().script("set plan_cache_mode = " + std::string(mode));
            std::string plan;
            for (const std::string& line : database.owner().all(explain)) plan += line + '\n';
            EXPECT_NE(plan.find("users_by_text"), std::string::npos) << words << plan;
            EXPECT_EQ(plan.find("Seq Scan"), std::string::npos) << words << plan;
        }
    }
}

TEST_F(UsersTest, DisablingEndsSessionsAtOnce) {
    const auto ana = registered("ana@example.org");
    Context boss = as(root);
    ASSERT_TRUE(identity->users().change(boss, {ana.answer.user.id}, disabling(), {}));
    EXPECT_FALSE(is_accepted(ana.answer));
    Context one = context();
    EXPECT_TRUE(identity->signing_in().refresh(one, with(ana)).is<session_ended>());
    Context two = context();
    EXPECT_TRUE(
        identity->signing_in().login(two, credentials("ana@example.org"), {}).is<invalid_credentials>());
}

TEST_F(UsersTest, AnotherRoleEndsSessions) {
    const auto ana = registered("ana@example.org");
    Context boss = as(root);
    const auto changed =
        identity->users().change(boss, {ana.answer.user.id}, becoming(AccountRole::staff), {});
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->role, AccountRole::staff);
    EXPECT_EQ(changed->version, 2);
    EXPECT_FALSE(is_accepted(ana.answer));
}

TEST_F(UsersTest, HonourIfMatchAndMissingIds) {
    const auto ana = registered("ana@example.org");
    Context boss = as(root);
    EXPECT_TRUE(
        identity->users().change(boss, {ana.answer.user.id}, disabling(), {7}).is<version_mismatch>());
    EXPECT_TRUE(identity->users().change(boss, {UserId::make(clock.now())}, disabling(), {}).is<not_found>());
    EXPECT_TRUE(identity->users().disable(boss, {UserId::make(clock.now())}, {}).is<not_found>());
    EXPECT_EQ(database.database().one(count_accesses, "update", "denied"), 2);
    EXPECT_TRUE(identity->users().disable(boss, {ana.answer.user.id}, {1}));
    EXPECT_TRUE(identity->users().disable(boss, {ana.answer.user.id}, {})) << "harmless";
}

TEST_F(UsersTest, TheLastAdministratorStays) {
    Context boss = as(root);
    EXPECT_TRUE(identity->users().disable(boss, {root}, {}).is<last_admin>());
    EXPECT_TRUE(identity->users().change(boss, {root}, becoming(AccountRole::staff), {}).is<last_admin>());
    const UserId second = admin("second@example.org");
    EXPECT_TRUE(identity->users().disable(boss, {second}, {}));
    EXPECT_TRUE(identity->users().disable(boss, {root}, {}).is<last_admin>());
}

TEST_F(UsersTest, TwoAdministratorsWhoDisableEachOtherLeaveOne) {
    for (int round = 0; round < 10; ++round) {
        const UserId other = admin("other" + std::to_string(round) + "@example.org");
        std::atomic<int> done = 0;
        const auto disable = [&](UserId actor, UserId target) {
            postgres::Pool connections(database.options(), 1, database.metrics(), database.log());
            fibers::PollWait wait;
            postgres::Database db(connections, wait);
            Context own = context_on(db, "192.0.2.1");
            own.set_caller(as(actor).caller());
            if (identity->users().disable(own, {target}, {})) ++done;
        };
        std::thread one([&] { disable(root, other); });
        std::thread two([&] { disable(other, root); });
        one.join();
        two.join();
        EXPECT_EQ(done, 1);
        if (find_account(database.database(), root)->status == AccountStatus::disabled) root = other;
    }
}

TEST_F(UsersTest, MayChangeTheirOwnProfile) {
    const auto ana = registered("ana@example.org");
    Context mine = context_of(ana.answer);
    MeChange change;
    change.first_name = {Patch<Text<100>>::State::value, Text<100>{"Anabel"}};
    change.phone = {Patch<Phone, Clears::yes>::State::value, Phone{"+34600111222"}};
    auto me = identity->my_account().change(mine, change, {1});
    ASSERT_TRUE(me);
    EXPECT_EQ(me->user.first_name, "Anabel");
    EXPECT_EQ(me->patient->first_name, "Anabel");
    EXPECT_EQ(me->patient->phone->value, "+34600111222");
    EXPECT_EQ(me->version, 2);
    EXPECT_TRUE(identity->my_account().change(mine, change, {1}).is<version_mismatch>());
    change.phone.state = Patch<Phone, Clears::yes>::State::null;
    EXPECT_FALSE(identity->my_account().change(mine, change, {})->patient->phone);
    EXPECT_EQ(database.database().one(events_of, ana.answer.user.id),
              "user.registered 1, user.updated 2, user.updated 3");

    Context boss = as(root);
    ASSERT_TRUE(identity->my_account().get(boss));
    EXPECT_EQ(database.database().one(count_accesses, "read", "allowed"), 1) << "no patient logs it";
    EXPECT_TRUE(identity->my_account().change(boss, change, {}).is<invalid_input>())
        << "no patient, no phone";
}

}  // namespace
}  // namespace venera::identity
