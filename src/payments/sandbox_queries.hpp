// The statements of the sandbox, on its own schema only.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "payments/provider.hpp"
#include "platform/postgres/database.hpp"

namespace venera::payments::sandbox {

enum class State : std::uint8_t { processing, requires_action, captured, failed, closed };
BOOST_DESCRIBE_ENUM(State, processing, requires_action, captured, failed, closed)

struct ChargeRow {
    std::string key;
    std::string id;
    std::int64_t amount_cents = 0;
    Currency currency;
    State status = State::captured;
    std::optional<Failure> failure;
    std::optional<std::string> card_last_four;
    std::optional<CardType> card_type;
    Instant ready_at;
};
BOOST_DESCRIBE_STRUCT(ChargeRow, (),
                      (key, id, amount_cents, currency, status, failure, card_last_four, card_type, ready_at))

// The charge of this key: `row` if it is the first of it, else the one that was there.
ChargeRow insert_charge(postgres::Executor& db, const ChargeRow& row, Instant now);
std::optional<ChargeRow> find_charge(postgres::Executor& db, const std::string& key, Instant now);
// Only if it still has the status `from`.
void move_charge(postgres::Executor& db, const std::string& key, State from, State to,
                 std::optional<Failure> failure);

struct NewRefundRow {
    std::string key;
    std::string id;
    std::string charge_id;
    std::int64_t amount_cents = 0;
};
// The id of the refund of this key, the present or an earlier one; nothing if more would go back than was
// captured.
std::optional<std::string> insert_refund(postgres::Executor& db, const NewRefundRow& row, Instant now);
std::vector<Movement> list_movements(postgres::Executor& db, Instant from, Instant now);

}  // namespace venera::payments::sandbox
