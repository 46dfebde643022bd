// One session with PostgreSQL: libpq without blocking, always in pipeline mode, each statement prepared when
// it is first used. Whatever waits does so through the Wait it was given. It is an Executor itself (each
// statement its own transaction), which is what tools, migrations and tests use; requests go through Database
// and Pool.
#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/fibers/wait.hpp"
#include "platform/postgres/database.hpp"
#include "platform/postgres/errors.hpp"

struct pg_conn;  // libpq's PGconn

namespace venera::postgres {

struct ConnectionOptions {
    std::string
        url;  // libpq's URL or keywords; several hosts, target_session_attrs, TLS and time-outs pass through
    std::string role{};  // SET ROLE on connect; empty: the role that logs in
    std::chrono::milliseconds lock_timeout{500};
    std::chrono::milliseconds statement_timeout{2000};
    std::chrono::milliseconds idle_in_transaction_timeout{5000};
    std::chrono::milliseconds connect_timeout{2000};

    // Without time-outs, for migrations and tools. The lock time-out stays: a waiting ALTER TABLE blocks
    // everyone.
    static ConnectionOptions for_tools(std::string url);
};

class Connection final : public Executor {
public:
    // Throws: Unavailable (also for refused credentials), Expired, Stopped.
    Connection(const ConnectionOptions& options, fibers::Wait& wait);
    ~Connection() override;

    // The fiber that uses it from now on; null while it lies in the pool.
    void use(fibers::Wait* wait) { wait_ = wait; }
    // True if an exception left the protocol in mid-air or the session is over: close it, do not use it
    // again.
    bool broken() const { return broken_; }
    // False if the server has closed it, or said something, while it was idle.
    bool still_alive();
    bool in_transaction() const;

    // Pipelining: what is queued travels together and is answered by finish(). `sql` has no parameters and no
    // rows.
    void queue_command(const char* sql);
    void queue(const StatementBase& statement, const ParameterList& parameters);
    // Sends, reads all answers and returns the last one. Throws the first error; the later ones follow from
    // it.
    ResultSet finish(Outcome outcome_if_lost);

    // Any SQL, also several statements (then one transaction), by the simple protocol. For migrations.
    void script(const std::string& sql);

    // What PostgreSQL says about a statement, for statements.hpp.
    struct Description {
        struct Field {
            std::string name;
            Oid type;
            Oid table;  // 0: an expression
            int table_column;
        };
        std::vector<Oid> parameters;
        std::vector<Field> fields;
    };
    Description describe(const StatementBase& statement);

private:
    using Result = std::shared_ptr<pg_result>;
    struct Prepared {
        enum class State { no, sent, yes } state = State::no;
        std::shared_ptr<const std::vector<int>> columns;
    };
    struct Expected {
        enum class Kind { prepare, statement, command } kind;
        const StatementBase* statement;
        const char* sql;
    };
    struct Close {
        void operator()(pg_conn* connection) const noexcept;
    };

    ResultSet execute(const StatementBase& statement, const ParameterList& parameters) override;
    void connect(const ConnectionOptions& options);
    void await_connected(fibers::Steady until);
    void prepare(const StatementBase& statement);
    Prepared& prepared(const StatementBase& statement);
    void check_sent(int sent);
    void flush();
    Result next_result();
    ResultSet read_answers(const std::vector<Expected>& expected, Outcome outcome_if_lost);
    Result read_answer(const Expected& expected);
    void note(const Expected& expected, const Result& result);
    ResultSet result_set(const Expected& last, Result result);
    [[noreturn]] void lost(std::string_view what, Outcome outcome);

    fibers::Wait* wait_;
    std::unique_ptr<pg_conn, Close> connection_;
    int fd_ = -1;
    bool broken_ = true;
    std::vector<Prepared> prepared_;
    std::vector<Expected> expected_;
};

}  // namespace venera::postgres
