#include "platform/crypto/password_list.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace venera::crypto {
namespace {

TEST(PasswordList, RefusesEveryWordOfTheList) {
    std::ifstream file("/usr/share/john/password.lst");
    ASSERT_TRUE(file);
    int words = 0;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.starts_with("#!comment")) continue;
        ++words;
        EXPECT_TRUE(is_common(line)) << line;
    }
    EXPECT_GE(words, 3000);
}

TEST(PasswordList, RefusesRepetitionsSequencesAndPadding) {
    for (const char* password : {"aaaaaaaaaaaa",
                                 "            ",
                                 "abababababab",
                                 "abcabcabcabcab",
                                 "123456789012",
                                 "012345678901",
                                 "098765432109",
                                 "abcdefghijkl",
                                 "zyxwvutsrqpo",
                                 "qwertyuiopas",
                                 "PASSWORDPASSWORD",
                                 "passwordpass",
                                 "passwordpasswordpassword",
                                 "123456123456",
                                 "Password1234",
                                 "password2024",
                                 "1234password",
                                 "Password123!",
                                 "iloveyou1234",
                                 "dragon123456789"}) {
        EXPECT_TRUE(is_common(password)) << password;
    }
}

TEST(PasswordList, AcceptsAnythingLongThatIsNotOnTheList) {
    const auto repeated = [](std::string_view unit, std::size_t times) {
        std::string text;
        for (std::size_t i = 0; i < times; ++i) text += unit;
        return text;
    };
    for (const std::size_t length : {25U, 64U, 128U})
        EXPECT_FALSE(is_common(std::string(length, 'a'))) << length;
    EXPECT_FALSE(is_common(repeated("password", 8)));
    EXPECT_FALSE(is_common(repeated("1234567890", 12)));
    EXPECT_FALSE(is_common(repeated("\xc3\xb1", 64)));
    // Characters count, not bytes.
    EXPECT_TRUE(is_common(std::string(24, 'a')));
    EXPECT_TRUE(is_common(repeated("\xc3\xb1", 24)));
    const std::string long_name(64, 'n');
    EXPECT_TRUE(too_weak(long_name, Person{"", long_name, ""})) << "one's own name is refused at any length";
}

TEST(PasswordList, AcceptsWhatPeopleShouldUse) {
    for (const char* password : {"correct horse battery staple", "k9#Vt2!pQz7Lw", "mi perro come manzanas",
                                 "dragon8437261950", "la vaca salta 7 veces",
                                 "contrase\xc3\xb1"
                                 "a nada f\xc3\xa1"
                                 "cil",
                                 "Tr0ub4dor&3xyz", "password manager user"}) {
        EXPECT_FALSE(is_common(password)) << password;
    }
}

TEST(PasswordList, RefusesWhatBelongsToTheAccount) {
    const Person person{"Rosa.Quispe.Mamani@Clinica.example",
                        "Rosa Mar\xc3\xad"
                        "a",
                        "\xc3\x81lvarez Quispe"};
    for (const char* password : {"rosa.quispe.mamani@clinica.example", "ROSA.QUISPE.MAMANI",
                                 "rosa mar\xc3\xad"
                                 "a",
                                 "\xc3\xa1lvarez quispe",
                                 "Rosa Mar\xc3\x8d"
                                 "A \xc3\x81LVAREZ QUISPE",
                                 "\xc3\x81lvarez QuispeRosa Mar\xc3\xad"
                                 "a",
                                 "Rosa Mar\xc3\xad"
                                 "a.\xc3\x81lvarez Quispe"}) {
        EXPECT_TRUE(too_weak(password, person)) << password;
    }
    EXPECT_TRUE(too_weak("passwordpassword", person));
    EXPECT_FALSE(too_weak("rosa riega 14 plantas", person));
    EXPECT_FALSE(too_weak("rosa riega 14 plantas", Person{"", "", ""}));
}

}  // namespace
}  // namespace venera::crypto
