#include "platform/crypto/secret_ring.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <stdexcept>

namespace venera::crypto {
namespace {

using ::testing::ElementsAre;

struct SecretRingTest : ::testing::Test {
    SecretRingTest() {
        initialise();
        folder = std::filesystem::temp_directory_path() / ("venera-ring-" + hex(random_bytes(8)));
        std::filesystem::create_directory(folder);
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    }
    ~SecretRingTest() override { std::filesystem::remove_all(folder); }

    static std::vector<std::int32_t> numbers(const SecretRing& ring) {
        std::vector<std::int32_t> all;
        for (const auto& version : ring.all()) all.push_back(version.number);
        return all;
    }
    static bool equal(const SecretKey& a, const SecretKey& b) { return crypto::equal(a.bytes(), b.bytes()); }

    std::filesystem::path folder;
};

TEST_F(SecretRingTest, BeginsWithOneKeyInTheFileOfBefore) {
    const SecretRing ring(folder, "test");
    EXPECT_THAT(numbers(ring), ElementsAre(1));
    struct stat status {};
    ASSERT_EQ(::stat((folder / "test.key").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0400U);
    EXPECT_TRUE(equal(*ring.newest().key, *SecretRing(folder, "test").newest().key));
}

TEST_F(SecretRingTest, FindsAVersionThatAnotherProcessHasMade) {
    SecretRing ours(folder, "test");
    SecretRing theirs(folder, "test");
    EXPECT_EQ(theirs.add(), 2);
    EXPECT_EQ(ours.newest().number, 1);
    const auto found = ours.find(2);
    ASSERT_TRUE(found);
    EXPECT_TRUE(equal(*found, *theirs.newest().key));
    EXPECT_EQ(ours.newest().number, 2);
    EXPECT_EQ(ours.find(3), nullptr);
}

TEST_F(SecretRingTest, DestroysWhatIsOldForGood) {
    SecretRing ring(folder, "test");
    ring.add();
    ring.add();
    ring.destroy_before(3);
    EXPECT_THAT(numbers(ring), ElementsAre(3));
    EXPECT_FALSE(std::filesystem::exists(folder / "test.key"));
    EXPECT_THAT(numbers(SecretRing(folder, "test")), ElementsAre(3)) << "no new version 1 is made up";
}

TEST_F(SecretRingTest, IgnoresOtherFilesAndRefusesOpenOnes) {
    SecretRing ring(folder, "test");
    for (const char* name : {"test.x.key", "test.02.key", "testing.key", "test.2.key.old"})
        std::ofstream(folder / name) << "x";
    EXPECT_THAT(numbers(SecretRing(folder, "test")), ElementsAre(1));
    std::filesystem::permissions(folder / "test.key", std::filesystem::perms::others_read,
                                 std::filesystem::perm_options::add);
    EXPECT_THROW(ring.refresh(), std::runtime_error);
    EXPECT_THAT(numbers(ring), ElementsAre(1)) << "what is known stays in use";
}

TEST_F(SecretRingTest, ReadsTheEnvironmentsText) {
    const auto one = base64url(random_bytes(32));
    const auto two = base64url(random_bytes(32));
    EXPECT_THAT(numbers(SecretRing(one)), ElementsAre(1));
    EXPECT_THAT(numbers(SecretRing("3:" + two + ",1:" + one)), ElementsAre(1, 3));
    for (const std::string& wrong :
         {std::string("x"), "1:" + one + ",1:" + two, "0:" + one, "-1:" + one, one + "," + two})
        EXPECT_THROW(SecretRing{std::string_view(wrong)}, std::runtime_error) << wrong;
}

}  // namespace
}  // namespace venera::crypto
