#include "triage/words.hpp"

#include <gtest/gtest.h>

namespace venera::triage {
namespace {

// "a b/c|d": words by spaces, clauses by "/", sentences by "|".
std::string read(std::string_view text) {
    const Words words(text);
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0)
            out += words.sentence(i) != words.sentence(i - 1) ? '|'
                   : words.clause(i) != words.clause(i - 1)   ? '/'
                                                              : ' ';
        out += words[i];
    }
    return out;
}

TEST(Words, AreInLowerCaseWithoutAccentsAndApostrophes) {
    EXPECT_EQ(read("Can’t BREATHE, Ñandú"), "cant breathe/nandu");
    EXPECT_EQ(read("e\xCC\x81l don't"), "el dont");
    EXPECT_EQ(read("COMEZÓN ¿Qué?"), "comezon|que");
    EXPECT_EQ(read("my throat's tight, he's pale"), "my throat tight/hes pale");
}

TEST(Words, EndClausesAndSentencesOnce) {
    EXPECT_EQ(read("a, b (c). d\n\ne - f; well-known"), "a/b/c|d|e/f|well known");
    EXPECT_EQ(read("... ,,, !"), "");
    EXPECT_EQ(read(""), "");
}

TEST(Words, AreWhatIsSeen) {
    EXPECT_EQ(read("che\u00ADst p\u200Bain\u200B"), "chest pain");
    EXPECT_EQ(read("\uFEFFＣＨＥＳＴ\u00A0pain"), "chest pain");
}

TEST(Words, KeepDecimalsAndSplitUnits) {
    EXPECT_EQ(read("38,5C 39.2º 6mo, 2yo, b12 1,5."), "38.5 c 39.2 6 mo/2 yo/b12 1.5");
}

TEST(Words, ForgiveBytesThatAreNotUtf8) {
    EXPECT_EQ(read("pain\xFFhere \xE2\x82"), "pain here");
    EXPECT_EQ(read(std::string(100'000, 'x')), std::string(48, 'x'));
}

TEST(Words, ThatAreNumbers) {
    EXPECT_DOUBLE_EQ(number_of("38.5"), 38.5);
    EXPECT_DOUBLE_EQ(number_of("seis"), 6);
    EXPECT_DOUBLE_EQ(number_of("twelve"), 12);
    for (const char* word : {"", "b12", "1.2.3", "none", "x"}) EXPECT_LT(number_of(word), 0) << word;
}

}  // namespace
}  // namespace venera::triage
