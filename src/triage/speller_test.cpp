#include "triage/speller.hpp"

#include <gtest/gtest.h>

namespace venera::triage {
namespace {

constexpr std::string_view vocabulary =
    "xq porque\n"
    "chets chest\n"
    "pain\nchest\ndolor\npecho\npierna\nboca\nmorado\nbreathe\ncant\nthree\nthere\nsangre\nvomitando\n";

// The words as they are read: "pian[pain]" where another reading stands beside the one that was written.
std::string mended(std::string_view text) {
    Words words(text);
    Speller(vocabulary).mend(words);
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        out.append(i > 0 ? " " : "").append(words[i]);
        if (const auto other = words.alternative(i); !other.empty())
            out.append("[").append(other).append("]");
    }
    return out;
}

TEST(Speller, LeavesWhatItKnows) { EXPECT_EQ(mended("three pain there"), "three pain there"); }

TEST(Speller, FindsTheWordOfASlip) {
    EXPECT_EQ(mended("pian"), "pian[pain]");
    EXPECT_EQ(mended("dolr pecjo"), "dolr[dolor] pecjo[pecho]");
    EXPECT_EQ(mended("breeathe bomitando"), "breeathe[breathe] bomitando[vomitando]");
    EXPECT_EQ(mended("dolooooor"), "dolooooor[dolor]");
}

TEST(Speller, FindsTheWordOfAnEnding) {
    EXPECT_EQ(mended("piernita boquita moradito"), "piernita[pierna] boquita[boca] moradito[morado]");
}

TEST(Speller, TakesWordsApartThatLackASpace) {
    EXPECT_EQ(mended("chestpain cantbreathe"), "chest pain cant breathe");
}

TEST(Speller, ReadsShorthand) { EXPECT_EQ(mended("xq chets"), "porque chest"); }

TEST(Speller, LeavesShortWordsAndOthersAlone) {
    EXPECT_EQ(mended("pai 38 b12 gain zzzzyyyy"), "pai 38 b12 gain zzzzyyyy");
}

TEST(Speller, TellsHowMuchIsKnown) {
    const Speller speller(vocabulary);
    const auto share = [&](std::string_view text) {
        Words words(text);
        return speller.mend(words);
    };
    EXPECT_DOUBLE_EQ(share("chest pain"), 1);
    EXPECT_DOUBLE_EQ(share("chest pian"), 0.75);
    EXPECT_DOUBLE_EQ(share("pain schmerzen brust starke"), 0.25);
    EXPECT_DOUBLE_EQ(share(""), 1);
}

}  // namespace
}  // namespace venera::triage
