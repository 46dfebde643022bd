// Stripe's lists, as a broken or very busy Stripe may give them. Charges are in tests/faults/stripe.test.mjs.
#include "payments/stripe.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/metrics/metrics.hpp"
#include "platform/postgres/pool.hpp"

namespace venera::payments {
namespace {

using ::testing::HasSubstr;

struct StripeLists : ::testing::Test {
    // The movements if every page of a list is this one, or why there are none.
    std::string listed(const std::string& page) {
        Stripe stripe({"https://stripe.invalid", "sk_test_1", ""},
                      [&](fibers::Wait&, const net::Outgoing& request) {
                          urls.push_back(request.url);
                          if (urls.size() > 1'000) throw std::runtime_error("asks without end");
                          net::Answer answer;
                          answer.status = 200;
                          answer.body = page;
                          return answer;
                      });
        try {
            return std::to_string(stripe.movements(context, Instant::from_epoch_seconds(0)).size());
        } catch (const NoList& error) {
            return error.what();
        }
    }

    std::vector<std::string> urls;
    metrics::Metrics metrics;
    log::Log log{"/dev/null"};
    // Nothing asks it.
    postgres::Pool pool{postgres::ConnectionOptions::for_tools(""), 1, metrics, log};
    fibers::PollWait wait;
    postgres::Database database{pool, wait};
    Clock clock;
    Context context{{}, clock, database, log, tracing::Trace::from(""), "test"};
};

TEST_F(StripeLists, AreReadToTheirEnd) {
    EXPECT_EQ(listed(R"({"data":[{"id":"x_1","status":"succeeded","currency":"eur","amount_received":1,)"
                     R"("created":1}],"has_more":false})"),
              "2");
    EXPECT_EQ(urls.size(), 2) << "payments and refunds";
}

TEST_F(StripeLists, ThatGoOnWithNothingEnd) {
    for (const char* page : {R"({"data":[],"has_more":true})", R"({"data":[{}],"has_more":true})",
                             R"({"data":[7],"has_more":true})"}) {
        urls.clear();
        EXPECT_EQ(listed(page), "Stripe does not list payment_intents") << page;
        EXPECT_EQ(urls.size(), 1) << page;
    }
}

TEST_F(StripeLists, AreReadUpToALimit) {
    EXPECT_THAT(listed(R"({"data":[{"id":"pi_1"}],"has_more":true})"), HasSubstr("ask for fewer days"));
    EXPECT_EQ(urls.size(), 100);
    EXPECT_THAT(urls.back(), HasSubstr("&starting_after=pi_1"));
}

}  // namespace
}  // namespace venera::payments
