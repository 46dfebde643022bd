#include "patients/fhir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace venera::patients::fhir {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Instant now = Instant::from_epoch_seconds(1'800'000'000);

Entry entry(std::string value) {
    Entry made;
    made.type = "Patient";
    made.content = Element().text("language", value);
    made.title = value;
    made.facts = {{"Name", value}, {"Nothing", ""}};
    return made;
}

TEST(Fhir, LeavesOutWhatIsEmpty) {
    const Element element = Element()
                                .text("a", "")
                                .element("b", Element())
                                .list("c", {Element(), Element()})
                                .list("d", {Element(), Element().text("e", "x")});
    EXPECT_EQ(element.json(), R"({"d":[{"e":"x"}]})");
    EXPECT_EQ(concept_of("").json(), "{}");
}

TEST(Fhir, ABundleNamesItsResourcesByTheirIds) {
    EXPECT_EQ(
        bundle({entry("es")}, now),
        R"({"resourceType":"Bundle","type":"collection","timestamp":")" + now.text() +
            R"(","entry":[{"fullUrl":"urn:uuid:00000000-0000-0000-0000-000000000000","resource":)"
            R"({"resourceType":"Patient","id":"00000000-0000-0000-0000-000000000000","language":"es"}}]})");
    EXPECT_EQ(bundle({}, now),
              R"({"resourceType":"Bundle","type":"collection","timestamp":")" + now.text() + R"("})");
}

TEST(Fhir, APageShowsTextAndNoMarkup) {
    const auto html = page({entry("<b onclick=\"x\">&'")}, now);
    EXPECT_THAT(html, HasSubstr("&lt;b onclick=&quot;x&quot;&gt;&amp;"));
    EXPECT_THAT(html, Not(HasSubstr("<b o")));
    EXPECT_THAT(html, Not(HasSubstr("Nothing")));
    // A saved file has no headers: it says by itself that nothing is loaded and nothing runs.
    const auto policy =
        html.find("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    EXPECT_LT(html.find("<head>"), policy);
    EXPECT_LT(policy, html.find("<title>"));
}

}  // namespace
}  // namespace venera::patients::fhir
