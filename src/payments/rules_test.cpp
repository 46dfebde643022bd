#include "payments/rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace venera::payments {
namespace {

Card card_of(const char* number, std::int64_t month, std::int64_t year, const char* code) {
    Card card;
    card.number = CardNumber::parse(number).take();
    card.exp_month.value = month;
    card.exp_year.value = year;
    card.cvc = CardCode::parse(code).take();
    return card;
}
const Instant june = *Instant::parse("2026-06-15T12:00:00Z");

TEST(Cards, NumbersPassTheCheckOfLuhn) {
    EXPECT_TRUE(CardNumber::parse("4242 4242-4242 4242"));
    EXPECT_TRUE(CardNumber::parse("378282246310005"));
    for (const char* wrong : {"4242424242424241", "4242", "", "0000000000000000", "4242424242424242x",
                              "42424242424242424242424242", "4242\x00"})
        EXPECT_FALSE(CardNumber::parse(wrong)) << wrong;
}

TEST(Cards, TheBrandIsThatOfTheRange) {
    const std::vector<std::pair<const char*, CardType>> known{
        {"4242424242424242", CardType::visa},       {"5555555555554444", CardType::mastercard},
        {"2223003122003222", CardType::mastercard}, {"378282246310005", CardType::amex},
        {"6011111111111117", CardType::discover},   {"3056930009020004", CardType::diners},
        {"3566002020360505", CardType::jcb},        {"6200000000000005", CardType::unionpay},
        {"9999999999999995", CardType::other}};
    for (const auto& [digits, type] : known) EXPECT_EQ(card_type_of(digits), type) << digits;
}

TEST(Cards, AreGoodUntilTheEndOfTheirMonthEverywhere) {
    EXPECT_FALSE(problem_of(card_of("4242424242424242", 6, 2026, "123"), june));
    const auto last = *Instant::parse("2026-07-01T11:59:59Z");
    EXPECT_FALSE(problem_of(card_of("4242424242424242", 6, 2026, "123"), last));
    EXPECT_TRUE(
        problem_of(card_of("4242424242424242", 6, 2026, "123"), *Instant::parse("2026-07-01T12:00:00Z")));
    EXPECT_EQ(problem_of(card_of("4242424242424242", 12, 2025, "123"), june)->pointer, "/exp_year");
}

TEST(Cards, HaveTheCodeOfTheirBrand) {
    EXPECT_EQ(problem_of(card_of("4242424242424242", 6, 2030, "1234"), june)->pointer, "/cvc");
    EXPECT_EQ(problem_of(card_of("378282246310005", 6, 2030, "123"), june)->pointer, "/cvc");
    EXPECT_FALSE(problem_of(card_of("378282246310005", 6, 2030, "1234"), june));
}

TEST(Cards, AreWipedWhenTheyMoveAndDie) {
    alignas(WipedDigits) std::array<unsigned char, sizeof(WipedDigits)> storage{};
    auto* const digits = new (storage.data()) WipedDigits("4242424242424242");
    const WipedDigits moved(std::move(*digits));
    EXPECT_EQ(moved.view(), "4242424242424242");
    const auto holds_digits = [&] {
        return std::ranges::any_of(storage, [](unsigned char byte) { return byte >= '0' && byte <= '9'; });
    };
    EXPECT_FALSE(holds_digits());
    *digits = WipedDigits("5555555555554444");
    EXPECT_TRUE(holds_digits());
    digits->~WipedDigits();
    EXPECT_FALSE(holds_digits());
}

// F4: what a provider says comes in any order, and some of it twice.
TEST(Facts, ComeToTheSameInEveryOrder) {
    const std::vector<Facts> created{{}, {0, 0, std::nullopt, true}};
    const Facts captured{5000, 0, std::nullopt, false};
    const Facts part{5000, 2000, std::nullopt, false};
    const Facts all{5000, 5000, std::nullopt, false};
    const Facts failed{0, 0, Failure::card_declined, false};
    const Facts closed{0, 0, Failure::abandoned, false};
    const std::vector<std::pair<std::vector<Facts>, Status>> histories{
        {{created[0], created[1], captured, part, failed}, Status::partially_refunded},
        {{created[0], created[1], captured, part, all}, Status::refunded},
        {{created[0], created[1], captured, captured}, Status::succeeded},
        {{created[0], created[1], closed, failed}, Status::failed},
        {{created[0], created[1], closed}, Status::cancelled},
        {{created[1], closed, {0, 0, Failure::replaced, false}}, Status::cancelled},
        {{created[1], closed, {0, 0, Failure::replaced, false}, captured}, Status::succeeded},
        {{created[0], created[1]}, Status::requires_action}};
    for (const auto& [history, expected] : histories) {
        std::vector<std::size_t> order(history.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        do {
            Facts facts;
            Status status = Status::processing;
            for (const std::size_t i : order) {
                facts = merged(merged(facts, history[i]), history[i]);
                EXPECT_TRUE(may_become(status, status_of(facts)));
                status = status_of(facts);
            }
            EXPECT_EQ(status, expected);
        } while (std::ranges::next_permutation(order).found);
    }
}

TEST(Due, IsThePriceOrWhatIsLeftOfIt) {
    ClinicPayments policy;
    EXPECT_EQ(due_of({9000, 0, true}, policy).amount_cents, 9000);
    EXPECT_EQ(due_of({9000, 9000, false}, policy).amount_cents, 0);
    policy.deposit_percent.value = 33;
    EXPECT_EQ(due_of({9001, 0, true}, policy).kind, Kind::deposit);
    EXPECT_EQ(due_of({9001, 0, true}, policy).amount_cents, 2971);
    EXPECT_EQ(due_of({1, 0, true}, policy).amount_cents, 1);
    EXPECT_EQ(due_of({9001, 2971, false}, policy).amount_cents, 6030);
    EXPECT_EQ(due_of({9001, 2971, false}, policy).kind, Kind::visit);
    EXPECT_EQ(due_of({9001, 0, false}, policy).kind, Kind::visit) << "a booked visit is paid whole";
}

TEST(Excess, IsWhatThePriceDoesNotNeedOfTheNewestFirst) {
    using ::testing::ElementsAre;
    EXPECT_THAT(excess_of({9000}, 9000), ElementsAre(0));
    EXPECT_THAT(excess_of({9000}, 9500), ElementsAre(0));
    EXPECT_THAT(excess_of({9000}, 4000), ElementsAre(5000));
    EXPECT_THAT(excess_of({3000, 6000}, 4000), ElementsAre(0, 5000));
    EXPECT_THAT(excess_of({3000, 6000}, 2000), ElementsAre(1000, 6000));
    EXPECT_THAT(excess_of({3000, 6000}, 0), ElementsAre(3000, 6000));
}

TEST(Fee, FollowsThePolicyOfTheClinic) {
    ClinicPayments policy;
    EXPECT_EQ(fee_of(9000, policy), 9000);
    policy.no_show_fee_cents.emplace(2500);
    EXPECT_EQ(fee_of(9000, policy), 2500);
    EXPECT_EQ(fee_of(2000, policy), 2000);
}

}  // namespace
}  // namespace venera::payments
