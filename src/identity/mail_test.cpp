#include "identity/mail.hpp"

#include <gtest/gtest.h>

namespace venera::identity {
namespace {

const Instant noon = Instant::from_epoch_seconds(1'800'000'000);

Mail a_mail(MailKind kind, std::string language = "en") {
    return {Uuid{}, kind, "ana@example.org", Language{std::move(language)}, std::nullopt, noon};
}

TEST(Mail, IsAMessageOfTheStandard) {
    const std::string text = message_of(a_mail(MailKind::reset_password),
                                        "https://clinic.example/reset-password#token=x", "clinic.example");
    const auto body = text.find("\r\n\r\n");
    ASSERT_NE(body, std::string::npos);
    const std::string head = text.substr(0, body + 2);
    for (const char* line :
         {"From: Venera <no-reply@clinic.example>\r\n", "To: <ana@example.org>\r\n",
          "Subject: Choose a new password\r\n", "Date: Fri, 15 Jan 2027 08:00:00 +0000\r\n",
          "Message-ID: <00000000-0000-0000-0000-000000000000@clinic.example>\r\n",
          "Auto-Submitted: auto-generated\r\n"}) {
        EXPECT_NE(head.find(line), std::string::npos) << line << head;
    }
    EXPECT_NE(text.find("\r\nhttps://clinic.example/reset-password#token=x\r\n"), std::string::npos);
    for (std::size_t i = 0; i < text.size(); ++i) {
        EXPECT_TRUE(text[i] != '\n' || (i > 0 && text[i - 1] == '\r')) << "a bare line feed at " << i;
    }
}

TEST(Mail, SpeaksTheLanguageOfTheAccount) {
    const std::string text = message_of(a_mail(MailKind::password_changed, "es-PE"), "", "clinic.example");
    EXPECT_NE(text.find("Subject: =?utf-8?Q?Su_contrase=C3=B1a_cambi=C3=B3?=\r\n"), std::string::npos)
        << text;
    EXPECT_EQ(text.find("#token="), std::string::npos);
}

TEST(Mail, HeadersCannotBeSplit) {
    EXPECT_EQ(header_line("Subject", "a\r\nBcc: thief@example.org\n\tx\0y"),
              "Subject: a  Bcc: thief@example.org  x\r\n");
    EXPECT_EQ(header_line("To", std::string("a\0b\x7f", 4)), "To: a b \r\n");
    EXPECT_EQ(header_line("X", "\u00f1\n"), "X: =?utf-8?Q?=C3=B1_?=\r\n");
    Mail hostile = a_mail(MailKind::verify_email);
    hostile.recipient = "a@example.org>\r\nBcc: <b@example.org";
    const std::string text = message_of(hostile, "", "clinic.example");
    EXPECT_EQ(text.find("\nBcc:"), std::string::npos);
}

TEST(Mail, EveryKindHasTextsAndOnlyThoseWithALinkAPage) {
    using enum MailKind;
    for (const auto kind : {verify_email, reset_password, invitation, confirm_new_email}) {
        EXPECT_EQ(page_of(kind).front(), '/');
    }
    for (const auto kind :
         {email_changed, password_changed, session_reused, second_factor_added, second_factor_removed}) {
        EXPECT_TRUE(page_of(kind).empty());
        for (const char* language : {"en", "es"}) {
            EXPECT_GT(message_of(a_mail(kind, language), "", "h").size(), 350U);
        }
    }
}

}  // namespace
}  // namespace venera::identity
