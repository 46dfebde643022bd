#include "platform/config/settings.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <map>

#include "platform/config/loading.hpp"

namespace venera::config {
namespace {

namespace fs = std::filesystem;

class Config : public testing::Test {
protected:
    Config() {
        std::string name = fs::temp_directory_path() / "venera-config-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        folder_ = name;
        file_ = folder_ / "venera.yaml";
    }
    ~Config() override { fs::remove_all(folder_); }

    void write(std::string_view yaml, mode_t mode = 0600) {
        std::ofstream(file_, std::ios::binary | std::ios::trunc) << yaml;
        ASSERT_EQ(::chmod(file_.c_str(), mode), 0);
        sources_.file = file_;
    }
    Settings loaded(std::string_view yaml) {
        write(yaml);
        return load(sources_);
    }
    // The problems, with the file's own path left out.
    std::vector<std::string> problems() const {
        try {
            load(sources_);
        } catch (const Invalid& invalid) {
            auto found = invalid.problems;
            for (auto& problem : found) {
                if (problem.starts_with(folder_.string()))
                    problem = problem.substr(folder_.string().size() + 1);
            }
            return found;
        }
        return {};
    }
    std::vector<std::string> problems(std::string_view yaml) {
        write(yaml);
        return problems();
    }

    fs::path folder_;
    fs::path file_;
    Sources sources_;
};

using Problems = std::vector<std::string>;

TEST_F(Config, DefaultsNeedNoFile) {
    const Settings settings = load({});
    EXPECT_EQ(settings, Settings{});
    EXPECT_EQ(settings.listen.port.value, 8080);
    EXPECT_EQ(settings.limits.anonymous_per_minute.value, 600);
    EXPECT_EQ(settings.limits.auth_per_minute.value, 60);
    EXPECT_EQ(settings.limits.user_per_minute.value, 1200);
    EXPECT_EQ(settings.limits.api_key_per_minute.value, 6000);
    EXPECT_EQ(settings.limits.password_queue.value, 256);
    EXPECT_FALSE(settings.limits.loopback);
    EXPECT_FALSE(settings.database.url);
}

TEST_F(Config, AFileSaysOnlyWhatDiffers) {
    const Settings settings = loaded(R"(
# A comment
listen: {address: "::", port: 443}
http:
  tls_certificate: /etc/venera/cert.pem
  tls_key: /etc/venera/key.pem
  trusted_proxies: [10.0.0.0/8, "fd00::1"]
  cors_origins:
    - https://clinic.example
    - http://localhost:5173
limits:
  loopback: true
log:
  level: warning
features:
)");
    Settings expected;
    expected.listen = {{"::"}, {443}};
    expected.http.tls_certificate = FilePath{"/etc/venera/cert.pem"};
    expected.http.tls_key = FilePath{"/etc/venera/key.pem"};
    expected.http.trusted_proxies = {{"10.0.0.0/8"}, {"fd00::1"}};
    expected.http.cors_origins = {{"https://clinic.example"}, {"http://localhost:5173"}};
    expected.limits.loopback = true;
    expected.log.level = log::Level::warning;
    EXPECT_EQ(settings, expected);
    EXPECT_EQ(loaded(""), Settings{});
    EXPECT_EQ(loaded("# only a comment\n"), Settings{});
    EXPECT_EQ(loaded("---\nlisten:\n  port: 0\n").listen.port.value, 0);
}

TEST_F(Config, TextThatLooksLikeSomethingElseStaysText) {
    EXPECT_EQ(loaded("data_directory: 2026").data_directory.value, "2026");
    EXPECT_EQ(loaded("data_directory: true").data_directory.value, "true");
    EXPECT_EQ(loaded("identity: {issuer: 'a \"b\" \\c'}").identity.issuer.value, "a \"b\" \\c");
}

TEST_F(Config, NamesTheRolesThatNeedASecondFactor) {
    const auto roles = [](const Settings& settings) { return settings.identity.require_second_factor; };
    EXPECT_EQ(roles(loaded("")), std::vector{AccountRole::admin});
    EXPECT_EQ(roles(loaded("identity: {require_second_factor: [admin, doctor]}")),
              (std::vector{AccountRole::admin, AccountRole::doctor}));
    EXPECT_EQ(roles(loaded("identity: {require_second_factor: []}")), std::vector<AccountRole>{});
    Sources sources;
    sources.environment["VENERA_IDENTITY__REQUIRE_SECOND_FACTOR"] = "staff,admin";
    EXPECT_EQ(roles(load(sources)), (std::vector{AccountRole::staff, AccountRole::admin}));
    EXPECT_THROW(loaded("identity: {require_second_factor: [integrator]}"), Invalid);
}

TEST_F(Config, VariablesBeatTheFileAndFlagsBeatVariables) {
    write("listen: {port: 1}\nlimits: {loopback: false, auth_per_minute: 7}\n");
    sources_.environment = {{"VENERA_LISTEN__PORT", "2"},
                            {"VENERA_LIMITS__LOOPBACK", "true"},
                            {"VENERA_DATA_DIRECTORY", "/srv/venera"},
                            {"VENERA_HTTP__CORS_ORIGINS", "https://a.example, https://b.example"},
                            {"VENERA_HTTP__TRUSTED_PROXIES", ""},
                            {"VENERA_DATABASE__URL", ""},
                            {"VENERA_PORT", "tcp://10.0.0.1:80"},
                            {"VENERA_FULL", "1"},
                            {"PATH", "/bin"}};
    sources_.flags = {{"listen.port", "3", "--port"}};
    const Settings settings = load(sources_);
    EXPECT_EQ(settings.listen.port.value, 3);
    EXPECT_TRUE(settings.limits.loopback);
    EXPECT_EQ(settings.limits.auth_per_minute.value, 7);
    EXPECT_EQ(settings.data_directory.value, "/srv/venera");
    EXPECT_EQ(settings.http.cors_origins,
              (std::vector<Origin>{{"https://a.example"}, {"https://b.example"}}));
    EXPECT_TRUE(settings.http.trusted_proxies.empty());
    EXPECT_FALSE(settings.database.url);
}

TEST_F(Config, EveryProblemIsToldWithItsPlace) {
    write(R"(listen:
  port: 99999
  adress: 127.0.0.1
limits:
  loopback: maybe
  auth_per_minute: "60"
http:
  trusted_proxies:
    - 10.0.0.0/8
    - 10.0.0.0/40
log: {level: loud}
)");
    sources_.environment = {{"VENERA_LIMITS__USER_PER_MINUTE", "many"}, {"VENERA_LIMIT__LOOPBACK", "true"}};
    sources_.flags = {{"listen.address", "localhost", "--address"}};
    const auto found = problems();
    const auto has = [&found](std::string_view start) {
        return std::count_if(found.begin(), found.end(),
                             [&](const auto& line) { return line.starts_with(start); }) == 1;
    };
    EXPECT_EQ(found.size(), 9U) << testing::PrintToString(found);
    EXPECT_TRUE(has("venera.yaml:2: /listen/port: ")) << testing::PrintToString(found);
    EXPECT_TRUE(has("venera.yaml:3: /listen/adress: "));
    EXPECT_TRUE(has("venera.yaml:5: /limits/loopback: "));
    EXPECT_TRUE(has("venera.yaml:6: /limits/auth_per_minute: "));
    EXPECT_TRUE(has("venera.yaml:10: /http/trusted_proxies/1: "));
    EXPECT_TRUE(has("venera.yaml:11: /log/level: "));
    EXPECT_TRUE(has("VENERA_LIMITS__USER_PER_MINUTE: /limits/user_per_minute: "));
    EXPECT_TRUE(has("VENERA_LIMIT__LOOPBACK: /limit: "));
    EXPECT_TRUE(has("--address: /listen/address: "));
}

TEST_F(Config, RefusesWhatIsNotADocumentOfSettings) {
    EXPECT_EQ(problems("listen: [1, 2\nlimits: {}\n").size(), 1U);
    EXPECT_TRUE(problems("a:\n  - b\n c: d\n").front().starts_with("venera.yaml:")) << problems().front();
    EXPECT_EQ(problems("- a\n- b\n"), Problems{"venera.yaml: must be a list of names and values"});
    EXPECT_EQ(problems("listen: {port: 1}\nlisten: {port: 2}\n"),
              Problems{"venera.yaml:2: /listen: is given twice"});
    EXPECT_EQ(problems("listen: {}\n---\nlisten: {}\n"), Problems{"venera.yaml: must be one document"});
    EXPECT_EQ(problems("limits: 5\n").size(), 1U);
    EXPECT_EQ(problems("listen: {port: null}\n").size(), 1U);
    EXPECT_EQ(problems("listen: {port: [1]}\n").size(), 1U);
    EXPECT_EQ(problems("listen: {port: 0x50}\n").size(), 1U);
    EXPECT_EQ(problems("limits: {loopback: yes}\n").size(), 1U);
    EXPECT_EQ(problems("? [a, b]\n: c\n").size(), 1U);
    EXPECT_FALSE(problems("listen: {address: \"\\0\"}\n").empty());
    EXPECT_FALSE(problems("data_directory: \xff\n").empty());
    EXPECT_EQ(problems(std::string(70'000, '#')), Problems{"venera.yaml: is too large"});
    sources_.file = folder_ / "missing.yaml";
    EXPECT_EQ(problems(), Problems{"missing.yaml: cannot be read"});
    sources_.file = folder_;
    EXPECT_EQ(problems().size(), 1U);
}

TEST_F(Config, AliasesCannotBlowUp) {
    std::string bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n";
    for (char name = 'b'; name <= 'i'; ++name) {
        const std::string previous(1, static_cast<char>(name - 1));
        bomb += std::string(1, name) + ": &" + name + " [";
        for (int i = 0; i < 10; ++i) bomb += (i > 0 ? ",*" : "*") + previous;
        bomb += "]\n";
    }
    const auto found = problems(bomb);
    ASSERT_FALSE(found.empty());
    EXPECT_NE(found.front().find("too many"), std::string::npos);
}

TEST_F(Config, RulesAcrossSettings) {
    EXPECT_EQ(problems("http: {tls_key: /k}\n"),
              Problems{"venera.yaml:1: /http/tls_certificate: is required with tls_key"});
    EXPECT_EQ(problems("http: {tls_certificate: /c}\n"),
              Problems{"venera.yaml:1: /http/tls_key: is required with tls_certificate"});
}

TEST_F(Config, AFileWithAPasswordIsNotForEverybody) {
    const char* const yaml = "database: {url: 'postgresql://venera:s3cret@db/venera'}\n";
    write(yaml, 0644);
    const auto found = problems();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(found.front().starts_with("venera.yaml:1: /database/url: holds a password")) << found.front();
    EXPECT_EQ(found.front().find("s3cret"), std::string::npos);
    write(yaml, 0640);
    EXPECT_EQ(problems(), Problems{});
    write("database: {url: 'postgresql://venera@db/venera'}\n", 0644);
    EXPECT_EQ(problems(), Problems{});
    sources_.environment = {{"VENERA_DATABASE__URL", "postgresql://venera:s3cret@db/venera"}};
    EXPECT_EQ(problems(), Problems{});
}

TEST_F(Config, PrintedSettingsAreReadBack) {
    Settings settings;
    settings.database.url = DatabaseUrl{"postgresql://venera@db/venera"};
    settings.http.cors_origins = {{"https://clinic.example"}};
    settings.identity.issuer = {"Cl\xc3\xadnica \"San Juan\": #1"};
    settings.features.demo = true;
    EXPECT_EQ(loaded(to_yaml(settings)), settings);
    EXPECT_EQ(loaded(to_yaml(Settings{})), Settings{});
    EXPECT_TRUE(
        to_yaml(Settings{}).starts_with("listen:\n  address: \"127.0.0.1\"\n  port: 8080\ndata_directory: "));
}

TEST_F(Config, PrintedSettingsHoldNoSecret) {
    const char* const pairs[][2] = {
        {"postgresql://venera:s3cret@db/venera", "postgresql://venera:***@db/venera"},
        {"postgresql://venera:s3@cr/et@db:5432/venera", "postgresql://venera:***@db:5432/venera"},
        {"postgresql://venera@db,other:5433/venera?sslmode=require",
         "postgresql://venera@db,other:5433/venera?sslmode=require"},
        {"postgresql://db:5432/venera?password=s3cret&sslpassword=s3cret",
         "postgresql://db:5432/venera?password=***&sslpassword=***"},
        {"host=db password=s3cret user=venera", "host=db password=*** user=venera"},
        {"host=db password = 's3 cr\\'et' user=venera", "host=db password = *** user=venera"},
        {"host=db user=venera", "host=db user=venera"},
        {"postgresql:///venera?host=/run/postgresql", "postgresql:///venera?host=/run/postgresql"},
    };
    for (const auto& [url, masked] : pairs) {
        Settings settings;
        settings.database.url = DatabaseUrl{url};
        EXPECT_EQ(settings.database.url->masked(), masked);
        EXPECT_NE(to_yaml(settings).find(masked), std::string::npos) << to_yaml(settings);
    }
}

TEST(Settings, AreShownByNameWithTheirDefaults) {
    Settings settings;
    settings.database.url = DatabaseUrl{"postgresql://venera:s3cret@db/venera"};
    settings.limits.auth_per_minute = PerMinute{61};
    std::map<std::string, SettingView> shown;
    for (const SettingView& view : views_of(settings)) shown.emplace(view.name, view);
    EXPECT_EQ(shown.at("database.url").value->text_value, R"("postgresql://venera:***@db/venera")");
    EXPECT_FALSE(shown.at("database.url").is_default);
    EXPECT_EQ(shown.at("limits.auth_per_minute").value->text_value, "61");
    EXPECT_FALSE(shown.at("limits.auth_per_minute").is_default);
    EXPECT_EQ(shown.at("audit.retention_days.reads").value->text_value, "2190");
    EXPECT_TRUE(shown.at("audit.retention_days.reads").is_default);
    EXPECT_EQ(shown.at("mail.smtp_host").value->text_value, "null");
}

TEST(ConfigFields, Origins) {
    for (const char* good : {"https://clinic.example", "http://localhost:5173", "http://127.0.0.1:8080",
                             "https://[::1]:8443", "https://a-b.c1.example"}) {
        EXPECT_TRUE(Origin::parse(good)) << good;
    }
    for (const char* bad :
         {"", "*", "null", "clinic.example", "https://", "https://clinic.example/", "https://Clinic.example",
          "https://clinic.example:443", "http://clinic.example:80", "https://a@clinic.example",
          "https://clinic.example:0", "https://clinic.example:070", "ftp://clinic.example", "https://a b",
          "https://*.clinic.example", "https://[::1", "https://.clinic.example"}) {
        EXPECT_FALSE(Origin::parse(bad)) << bad;
    }
}

TEST(ConfigFields, AddressesAndNetworks) {
    for (const char* good : {"0.0.0.0", "127.0.0.1", "::", "::1", "fd00::1"})
        EXPECT_TRUE(Address::parse(good)) << good;
    for (const char* bad :
         {"", "localhost", "127.1", "127.0.0.1:80", "[::1]", "10.0.0.0/8", "0x7f.0.0.1", "256.0.0.1"}) {
        EXPECT_FALSE(Address::parse(bad)) << bad;
    }
    for (const char* good : {"10.0.0.0/8", "10.1.2.3", "::/0", "fd00::/8", "fd00::1/128", "10.1.2.3/32"}) {
        EXPECT_TRUE(Subnet::parse(good)) << good;
    }
    for (const char* bad : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "fd00::/129", "10.0.0.0/08", "10.0.0.0/-1",
                            "10.0.0.0/8/8", "ten"}) {
        EXPECT_FALSE(Subnet::parse(bad)) << bad;
    }
}

}  // namespace
}  // namespace venera::config
