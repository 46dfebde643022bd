#include "platform/http/cursor.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "platform/crypto/crypto.hpp"

namespace venera::http {
namespace {

const Uuid some_id = *Uuid::parse("019aa5b0-0000-7000-8000-0123456789ab");

std::string encoded(std::string_view bytes) {
    return crypto::base64url({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

TEST(Cursor, GivesBackWhatWasAdded) {
    CursorWriter writer;
    writer.add(std::int64_t{-5});
    writer.add(4.75);
    writer.add(Instant::from_epoch_seconds(1'800'000'000));
    writer.add(some_id);
    writer.add("Peña, Íñigo");
    writer.add(7);
    CursorReader reader(writer.text());
    EXPECT_EQ(reader.integer(), -5);
    EXPECT_EQ(reader.number(), 4.75);
    EXPECT_EQ(reader.instant(), Instant::from_epoch_seconds(1'800'000'000));
    EXPECT_EQ(reader.uuid(), some_id);
    EXPECT_EQ(reader.text(), "Peña, Íñigo");
    EXPECT_FALSE(reader.complete());
    EXPECT_EQ(reader.integer(), 7);
    EXPECT_TRUE(reader.complete());
}

TEST(Cursor, IsIncompleteIfAFieldHasAnotherKind) {
    CursorWriter writer;
    writer.add(some_id);
    CursorReader reader(writer.text());
    EXPECT_EQ(reader.integer(), 0);
    EXPECT_FALSE(reader.complete());
}

TEST(Cursor, IsIncompleteIfAFieldIsMissingOrCutOff) {
    CursorWriter writer;
    writer.add(1);
    writer.add(2);
    CursorReader missing(writer.text());
    missing.integer();
    missing.integer();
    missing.integer();
    EXPECT_FALSE(missing.complete());
    CursorReader cut(encoded(std::string_view("i\0\0\0", 4)));
    EXPECT_EQ(cut.integer(), 0);
    EXPECT_FALSE(cut.complete());
}

TEST(Cursor, RefusesWhatItNeverWrote) {
    for (const std::string text : {"", "*", "not base64!", "aQ=="}) {
        CursorReader reader(text);
        EXPECT_FALSE(reader.complete()) << text;
    }
    CursorReader zero_in_text(encoded(std::string_view("s\0\1\0", 4)));
    EXPECT_EQ(zero_in_text.text(), "");
    EXPECT_FALSE(zero_in_text.complete());
    CursorReader longer_than_it_is(
        encoded(std::string_view("s\xff\xff"
                                 "a",
                                 4)));
    EXPECT_EQ(longer_than_it_is.text(), "");
    EXPECT_FALSE(longer_than_it_is.complete());
    CursorReader far_future(encoded("t\x7f\xff\xff\xff\xff\xff\xff\xff"));
    far_future.instant();
    EXPECT_FALSE(far_future.complete());
    CursorWriter infinite;
    infinite.add(std::numeric_limits<double>::infinity());
    CursorReader infinity(infinite.text());
    infinity.number();
    EXPECT_FALSE(infinity.complete());
    EXPECT_FALSE(CursorReader(std::string(10'000, 'A')).complete());
}

TEST(Cursor, CutsLongTextBetweenCharacters) {
    CursorWriter writer;
    std::string name(499, 'a');
    writer.add(name + "ñ");
    CursorReader reader(writer.text());
    EXPECT_EQ(reader.text(), name);
    EXPECT_TRUE(reader.complete());
}

}  // namespace
}  // namespace venera::http
