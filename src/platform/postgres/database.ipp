// The templates behind database.hpp. Included by database.hpp only.
#pragma once

namespace venera::postgres {

// 40001 and 40P01: the same work may succeed when it is repeated.
bool may_repeat(const SqlError& error);
// Counts the repetition and sleeps a little, longer each time.
void wait_to_repeat(Database& database, int attempt);

inline constexpr int most_repetitions = 3;

[[noreturn]] void throw_no_row(const StatementBase& statement);

template <class Row, class... Params>
Row Executor::one(const Statement<Row(Params...)>& statement, const std::type_identity_t<Params>&... params) {
    const ResultSet result = execute(statement, ParameterList::of(params...));
    if (result.rows() == 0) throw_no_row(statement);
    Row row{};
    result.read(0, &row);
    return row;
}

template <class Row, class... Params>
std::optional<Row> Executor::maybe(const Statement<Row(Params...)>& statement,
                                   const std::type_identity_t<Params>&... params) {
    const ResultSet result = execute(statement, ParameterList::of(params...));
    std::optional<Row> row;
    if (result.rows() > 0) result.read(0, &row.emplace());
    return row;
}

template <class Row, class... Params>
std::vector<Row> Executor::all(const Statement<Row(Params...)>& statement,
                               const std::type_identity_t<Params>&... params) {
    const ResultSet result = execute(statement, ParameterList::of(params...));
    std::vector<Row> rows(result.rows());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if constexpr (std::is_same_v<Row, bool>) {  // vector<bool> has no addressable elements
            bool value = false;
            result.read(i, &value);
            rows[i] = value;
        } else {
            result.read(i, &rows[i]);
        }
    }
    return rows;
}

template <class Row, class... Params>
std::int64_t Executor::run(const Statement<Row(Params...)>& statement,
                           const std::type_identity_t<Params>&... params) {
    return execute(statement, ParameterList::of(params...)).affected();
}

template <class Row, class... Params>
void Transaction::queue(const Statement<Row(Params...)>& statement,
                        const std::type_identity_t<Params>&... params) {
    enqueue(statement, ParameterList::of(params...));
}

template <class Work>
auto in_transaction(Database& database, Work&& work) {
    for (int attempt = 0;; ++attempt) {
        try {
            Transaction transaction(database);
            if constexpr (std::is_void_v<decltype(work(transaction))>) {
                work(transaction);
                transaction.commit();
                return;
            } else {
                auto result = work(transaction);
                transaction.commit();
                return result;
            }
        } catch (const SqlError& error) {
            if (attempt == most_repetitions || !may_repeat(error)) throw;
        }
        wait_to_repeat(database, attempt);
    }
}

}  // namespace venera::postgres
