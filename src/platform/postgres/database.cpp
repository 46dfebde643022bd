#include "platform/postgres/database.hpp"

#include <libpq-fe.h>
#include <prometheus/histogram.h>

#include <charconv>
#include <chrono>
#include <random>

#include "platform/fibers/wait.hpp"
#include "platform/postgres/pool.hpp"

namespace venera::postgres {

ResultSet::ResultSet(std::shared_ptr<pg_result> result, const StatementBase& statement,
                     std::shared_ptr<const std::vector<int>> columns)
    : result_(std::move(result)), statement_(&statement), columns_(std::move(columns)) {}

std::size_t ResultSet::rows() const {
    return result_ ? static_cast<std::size_t>(PQntuples(result_.get())) : 0;
}

std::int64_t ResultSet::affected() const {
    if (!result_) return 0;
    const std::string_view text = PQcmdTuples(result_.get());
    std::int64_t count = 0;
    std::from_chars(text.data(), text.data() + text.size(), count);
    return count;
}

void ResultSet::read(std::size_t row, void* into) const {
    const RowShape& shape = statement_->row();
    const int at = static_cast<int>(row);
    for (std::size_t i = 0; i < shape.columns.size(); ++i) {
        const Column& column = shape.columns[i];
        const int from = (*columns_)[i];
        const auto fail = [&](const std::string& what) {
            throw SqlError("22000", std::string(statement_->name()) + ", column " +
                                        PQfname(result_.get(), from) + ": " + what);
        };
        if (PQgetisnull(result_.get(), at, from) != 0) {
            if (!column.nullable) fail("NULL for a member that cannot be absent");
            column.clear(into);
            continue;
        }
        try {
            const auto length = static_cast<std::size_t>(PQgetlength(result_.get(), at, from));
            column.decode(into, {PQgetvalue(result_.get(), at, from), length});
        } catch (const SqlError& error) {
            fail(error.what());
        }
    }
}

ResultSet Database::execute(const StatementBase& statement, const ParameterList& parameters) {
    Pool::Lease connection = pool_.borrow(wait_);
    const auto start = std::chrono::steady_clock::now();
    connection->queue(statement, parameters);
    ResultSet result = connection->finish(Outcome::unknown);
    pool_.seconds(statement).Observe(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    if (statement.logs_access() && result.affected() > 0) has_logged_access_ = true;
    return result;
}

bool may_repeat(const SqlError& error) { return error.sqlstate == "40001" || error.sqlstate == "40P01"; }

void wait_to_repeat(Database& database, int attempt) {
    database.pool().count_repetition();
    // Jitter: those who collided must not meet again in step.
    std::random_device random;
    database.wait().sleep(std::chrono::milliseconds{1 + random() % (20U << static_cast<unsigned>(attempt))});
}

void throw_no_row(const StatementBase& statement) {
    throw SqlError("02000", std::string(statement.name()) + ": no row");
}

}  // namespace venera::postgres
