// What a query function sees of PostgreSQL. An Executor runs typed statements; it is either the Database of a
// request (each statement its own transaction on a pooled connection) or a Transaction.
//   std::optional<Row> row = db.maybe(find_appointment, id);
// Errors: a broken environment throws Unavailable (503); a violated constraint throws ConstraintViolation,
// whose name the caller may turn into a refusal; anything else from SQL is a defect and throws SqlError
// (500).
#pragma once
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "platform/postgres/statement.hpp"

struct pg_result;  // libpq's PGresult

namespace venera::fibers {
class Wait;
}

namespace venera::postgres {

struct Unavailable : std::runtime_error {
    using std::runtime_error::runtime_error;
    // True when a COMMIT (or an autocommitted write) was sent and its answer lost: the effect may or may not
    // exist.
    bool outcome_unknown = false;
};
struct SqlError : std::runtime_error {
    SqlError(std::string code, const std::string& what)
        : std::runtime_error(what), sqlstate(std::move(code)) {}
    std::string sqlstate;
};
struct ConstraintViolation : SqlError {
    ConstraintViolation(std::string code, std::string name, const std::string& what)
        : SqlError(std::move(code), what), constraint(std::move(name)) {}
    std::string constraint;
};

class Connection;
class Pool;

// The rows of one execution, decoded on demand.
class ResultSet {
public:
    ResultSet() = default;
    // `columns[i]` is the result's column of the shape's column i.
    ResultSet(std::shared_ptr<pg_result> result, const StatementBase& statement,
              std::shared_ptr<const std::vector<int>> columns);

    std::size_t rows() const;
    std::int64_t affected() const;
    // Decodes a row into a value of the statement's row type. Throws: SqlError for a value that it cannot
    // hold.
    void read(std::size_t row, void* into) const;

private:
    std::shared_ptr<pg_result> result_;
    const StatementBase* statement_ = nullptr;
    std::shared_ptr<const std::vector<int>> columns_;
};

class Executor {
public:
    Executor() = default;
    Executor(const Executor&) = delete;
    Executor& operator=(const Executor&) = delete;
    virtual ~Executor() = default;

    // Exactly one row. Throws: SqlError if there is none.
    template <class Row, class... Params>
    Row one(const Statement<Row(Params...)>& statement, const std::type_identity_t<Params>&... params);
    // One row or none; the first if there are several.
    template <class Row, class... Params>
    std::optional<Row> maybe(const Statement<Row(Params...)>& statement,
                             const std::type_identity_t<Params>&... params);
    template <class Row, class... Params>
    std::vector<Row> all(const Statement<Row(Params...)>& statement,
                         const std::type_identity_t<Params>&... params);
    // The number of rows affected.
    template <class Row, class... Params>
    std::int64_t run(const Statement<Row(Params...)>& statement,
                     const std::type_identity_t<Params>&... params);

protected:
    // Executes once, in its own transaction or in the executor's.
    virtual ResultSet execute(const StatementBase& statement, const ParameterList& parameters) = 0;
};

// The database of one request or job: borrows a connection for each statement, waits for one if the pool is
// empty.
class Database final : public Executor {
public:
    Database(Pool& pool, fibers::Wait& wait) : pool_(pool), wait_(wait) {}

    Pool& pool() { return pool_; }
    fibers::Wait& wait() { return wait_; }
    // Whether an access was logged for good, here or in a transaction that has committed: a statement that
    // logs has affected rows. What a transaction queues does not count.
    bool has_logged_access() const { return has_logged_access_; }

private:
    friend class Transaction;
    ResultSet execute(const StatementBase& statement, const ParameterList& parameters) override;

    Pool& pool_;
    fibers::Wait& wait_;
    bool has_logged_access_ = false;
};

// BEGIN is sent together with the first statement (pipeline). Rolls back in the destructor unless committed.
class Transaction final : public Executor {
public:
    explicit Transaction(Database& database);
    ~Transaction() override;

    // Queues a statement whose rows are not needed; it travels with the next one. Its error surfaces there.
    template <class Row, class... Params>
    void queue(const Statement<Row(Params...)>& statement, const std::type_identity_t<Params>&... params);
    // Throws: ConstraintViolation, SqlError, Unavailable (with outcome_unknown set when the answer was lost).
    void commit();

private:
    ResultSet execute(const StatementBase& statement, const ParameterList& parameters) override;
    void enqueue(const StatementBase& statement, ParameterList parameters);

    struct State;
    std::unique_ptr<State> state_;
};

// Runs `work(Transaction&)`, commits, and returns what it returned. Repeats it at most three times on 40001
// and 40P01, with jitter, counted in metrics, so `work` must have no effect outside its transaction. It rolls
// back only if something throws: a refusal returned by `work` commits what was written before it.
template <class Work>
auto in_transaction(Database& database, Work&& work);

}  // namespace venera::postgres

#include "platform/postgres/database.ipp"
