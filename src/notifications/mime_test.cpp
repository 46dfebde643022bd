#include "notifications/mime.hpp"

#include <curl/curl.h>
#include <gtest/gtest.h>

#include "notifications/smtp.hpp"

namespace venera::notifications {
namespace {

Content a_content() {
    return {"0192",
            "Venera",
            "no-reply@clinic.example",
            "ana@example.org",
            "Subject",
            "en",
            Instant::from_epoch_seconds(1'800'000'000),
            "Text\n",
            "<p>Text</p>\n",
            std::nullopt};
}

TEST(Mime, IsAMessageOfTheStandard) {
    auto content = a_content();
    content.calendar = Calendar{"REQUEST", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"};
    const std::string text = message_of(content);
    for (const char* line :
         {"From: Venera <no-reply@clinic.example>\r\n", "To: <ana@example.org>\r\n", "Subject: Subject\r\n",
          "Date: Fri, 15 Jan 2027 08:00:00 +0000\r\n", "Message-ID: <0192@clinic.example>\r\n",
          "Content-Type: text/calendar; charset=utf-8; method=REQUEST\r\n",
          "Auto-Submitted: auto-generated\r\n"})
        EXPECT_NE(text.find(line), std::string::npos) << line << text;
    for (std::size_t i = 0; i < text.size(); ++i) {
        EXPECT_TRUE(text[i] != '\n' || (i > 0 && text[i - 1] == '\r')) << "a bare line feed at " << i;
        EXPECT_LT(static_cast<unsigned char>(text[i]), 0x80U);
    }
    EXPECT_EQ(message_of(content), text) << "the same content, the same bytes";
}

TEST(Mime, ASendersNameIsOneName) {
    auto content = a_content();
    content.from_name = "Smith, Jones \r\n\"<& Co.";
    EXPECT_NE(message_of(content).find("From: =?utf-8?Q?Smith=2C_Jones_=0D=0A=22=3C=26_Co=2E?= <no-reply@"),
              std::string::npos)
        << message_of(content);
}

TEST(Mime, HeadersCannotBeSplit) {
    EXPECT_EQ(header_line("Subject", "a\r\nBcc: thief@example.org\n\tx\0y"),
              "Subject: a  Bcc: thief@example.org  x\r\n");
    EXPECT_EQ(header_line("To", std::string("a\0b\x7f", 4)), "To: a b \r\n");
    EXPECT_EQ(header_line("X", "\u00f1\n"), "X: =?utf-8?Q?=C3=B1_?=\r\n");
    Content hostile = a_content();
    hostile.to = "a@example.org>\r\nBcc: <b@example.org";
    hostile.subject = "x\r\n\r\nbody";
    hostile.from_name = "y\r\nBcc: c@example.org";
    const std::string text = message_of(hostile);
    EXPECT_EQ(text.find("\nBcc:"), std::string::npos);
    EXPECT_EQ(text.find("\r\n\r\nbody"), std::string::npos);
}

TEST(Mime, LongWordsBeyondAsciiAreFoldedBetweenCharacters) {
    std::string long_subject;
    for (int i = 0; i < 40; ++i) long_subject += "ñá ";
    const std::string line = header_line("Subject", long_subject);
    std::size_t begin = 0;
    for (auto end = line.find("\r\n"); end != std::string::npos;
         begin = end + 2, end = line.find("\r\n", begin)) {
        EXPECT_LE(end - begin, 78U);
        EXPECT_EQ(line.compare(end - 2, 2, "?="), 0);
    }
    EXPECT_EQ(line.find("=C3?="), std::string::npos) << "half a character";
}

TEST(Mime, QuotedPrintableKeepsLinesShortAndSpacesAtTheirEnds) {
    EXPECT_EQ(quoted_printable("a=b\n"), "a=3Db\r\n");
    EXPECT_EQ(quoted_printable("end \nnext"), "end=20\r\nnext\r\n");
    EXPECT_EQ(quoted_printable("\u00e9"), "=C3=A9\r\n");
    const std::string folded = quoted_printable(std::string(200, 'x'));
    EXPECT_EQ(folded.find("=\r\n"), 75U);
}

TEST(Smtp, WhatAnAnswerMeans) {
    EXPECT_EQ(delivery_of(CURLE_OK, 250, true).delivered, Delivered::yes);
    EXPECT_EQ(delivery_of(CURLE_SEND_ERROR, 451, false).delivered, Delivered::later);
    EXPECT_EQ(delivery_of(CURLE_SEND_ERROR, 550, false).delivered, Delivered::never);
    EXPECT_EQ(delivery_of(CURLE_WEIRD_SERVER_REPLY, 552, true).delivered, Delivered::never);
    EXPECT_EQ(delivery_of(CURLE_WEIRD_SERVER_REPLY, 452, true).delivered, Delivered::later);
    EXPECT_EQ(delivery_of(CURLE_WEIRD_SERVER_REPLY, 554, false).delivered, Delivered::offline)
        << "the greeting";
    EXPECT_EQ(delivery_of(CURLE_SEND_ERROR, 421, false).delivered, Delivered::later) << "to this message";
    EXPECT_EQ(delivery_of(CURLE_WEIRD_SERVER_REPLY, 421, false).delivered, Delivered::offline) << "to all";
    EXPECT_EQ(delivery_of(CURLE_SEND_ERROR, 530, false).delivered, Delivered::offline) << "who are you?";
    EXPECT_EQ(delivery_of(CURLE_LOGIN_DENIED, 535, false).delivered, Delivered::offline);
    EXPECT_EQ(delivery_of(CURLE_COULDNT_CONNECT, 0, false).delivered, Delivered::offline);
    EXPECT_EQ(delivery_of(CURLE_OPERATION_TIMEDOUT, 354, true).delivered, Delivered::silent);
    EXPECT_EQ(delivery_of(CURLE_SEND_ERROR, 550, false).reason, "smtp 550");
}

}  // namespace
}  // namespace venera::notifications
