// Identity on a real PostgreSQL, for the query tests of this folder: all parts, patients included, and a
// directory with one doctor.
#pragma once
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "identity/identity.hpp"
#include "patients/profiles.hpp"
#include "platform/postgres/testing/test_database.hpp"

namespace venera::identity::testing {

class OneDoctor final : public directory::Directory {
public:
    std::shared_ptr<const directory::DoctorCard> card(Context&, DoctorId doctor) override {
        if (doctor != known) return nullptr;
        auto card = std::make_shared<directory::DoctorCard>();
        card->id = known;
        card->name = "Dr. Luz Vega";
        return card;
    }
    bool exists(Context&, DoctorId doctor) override { return doctor == known; }
    std::optional<directory::ClinicCard> clinic(Context&, ClinicId) override { return std::nullopt; }
    std::vector<ClinicId> unknown(Context&, const std::vector<ClinicId>& clinics) override {
        std::vector<ClinicId> unknown;
        for (const ClinicId clinic : clinics) {
            if (clinic != known_clinic) unknown.push_back(clinic);
        }
        return unknown;
    }
    std::vector<std::shared_ptr<const directory::DoctorCard>> matching(
        Context&, const directory::DoctorFilter&) override {
        return {};
    }
    std::vector<DoctorId> doctor_ids(postgres::Executor&) override { return {known}; }
    std::vector<directory::ListedDoctor> listed(postgres::Executor&, const std::vector<DoctorId>&) override {
        return {};
    }
    std::vector<DoctorId> changed(postgres::Executor&, const postgres::XidSpan&) override { return {}; }
    std::optional<std::vector<DoctorId>> named(Context&, const directory::Words&, std::size_t) override {
        return std::nullopt;
    }
    std::vector<DoctorId> named_among(Context&, const directory::Words&,
                                      const std::vector<DoctorId>&) override {
        return {};
    }
    std::string folded(Context&, const std::string& text) override { return text; }

    DoctorId known = DoctorId::make(Instant::from_epoch_seconds(1'800'000'000));
    ClinicId known_clinic = ClinicId::make(Instant::from_epoch_seconds(1'800'000'000));
};

struct IdentityTest : ::testing::Test {
    static void SetUpTestSuite() { crypto::initialise(); }

    IdentityTest() : IdentityTest(DemoAccounts::refused) {}
    explicit IdentityTest(DemoAccounts demo_accounts) {
        std::string name = std::filesystem::temp_directory_path() / "venera-identity-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        folder = name;
        keys = std::make_unique<crypto::KeyRing>(folder / "keys", clock.now());
        identity = std::make_unique<Identity>(SecretKeys{master, factors}, *keys, pool, profiles, doctors,
                                              database.metrics(), options(demo_accounts));
    }
    ~IdentityTest() override { std::filesystem::remove_all(folder); }

    Options options(DemoAccounts demo_accounts) const {
        Options options;
        options.demo_accounts = demo_accounts;
        return options;
    }

    Context context(std::string address = "192.0.2.1") {
        return context_on(database.database(), std::move(address));
    }
    Context context_on(postgres::Database& db, std::string address) {
        Caller nobody;
        nobody.address = std::move(address);
        return Context(nobody, clock, db, database.log(), tracing::Trace::from(""), "request-1");
    }
    // As the edge does it: the caller comes from the access token.
    Context context_of(const SignedIn& somebody) {
        Context made = context();
        Caller caller = identity->authenticator().authenticate(somebody.access_token, made.now()).value();
        caller.address = "192.0.2.1";
        made.set_caller(std::move(caller));
        return made;
    }
    bool is_accepted(const SignedIn& somebody) {
        return identity->authenticator().authenticate(somebody.access_token, clock.now()).has_value();
    }

    static RegisterUser wish(std::string email) {
        RegisterUser wish;
        wish.email = Email{std::move(email)};
        wish.password = Password{good_password};
        wish.first_name = Text<100>{"Ana"};
        wish.last_name = Text<100>{"Quispe"};
        return wish;
    }
    Entry registered(std::string email) {
        Context fresh = context();
        auto entry = identity->signing_in().register_user(fresh, wish(std::move(email)), {}, {});
        if (!entry) throw std::runtime_error("not registered");
        return std::move(*entry);
    }
    static LoginUser credentials(std::string email, std::string password = good_password) {
        return {Email{std::move(email)}, TriedPassword{std::move(password)}};
    }
    static Client with(const Entry& entry) {
        return {entry.session.refresh_token, std::nullopt, std::nullopt};
    }
    void advance(std::chrono::seconds by) { clock.set_offset(clock.offset() + by); }

    static constexpr const char* good_password = "tranquil harbour 27 lanterns";

    postgres::testing::TestDatabase database;
    Clock clock;
    jobs::CpuPool pool{2, 256, std::chrono::seconds{5}};
    crypto::SecretKey master = crypto::SecretKey::random();
    crypto::SecretKey factors = crypto::SecretKey::random();
    crypto::SecretRing key_encryption{crypto::SecretKey::random()};
    crypto::SecretRing index_key{crypto::SecretKey::random()};
    patients::Profiles profiles{key_encryption, index_key};
    OneDoctor doctors;
    std::filesystem::path folder;
    std::unique_ptr<crypto::KeyRing> keys;
    std::unique_ptr<Identity> identity;
};

}  // namespace venera::identity::testing
