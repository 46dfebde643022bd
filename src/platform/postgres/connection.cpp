#include "platform/postgres/connection.hpp"

#include <libpq-fe.h>
#include <sys/socket.h>

#include <algorithm>
#include <map>

namespace venera::postgres {

namespace {

using Keywords = std::map<std::string, std::string>;

struct FreeKeywords {
    void operator()(PQconninfoOption* options) const noexcept { PQconninfoFree(options); }
};

Keywords parse_url(const std::string& url) {
    char* message = nullptr;
    const std::unique_ptr<PQconninfoOption, FreeKeywords> parsed(PQconninfoParse(url.c_str(), &message));
    PQfreemem(message);  // it may quote the password
    if (!parsed) throw Unavailable("the database URL is malformed");
    Keywords keywords;
    for (const PQconninfoOption* option = parsed.get(); option->keyword != nullptr; ++option) {
        if (option->val != nullptr) keywords[option->keyword] = option->val;
    }
    return keywords;
}

std::string setting(std::string_view name, std::chrono::milliseconds time) {
    return " -c " + std::string(name) + "=" + std::to_string(time.count());
}

// Everything in the start-up packet, so that a new session costs no further round trip. What the URL itself
// sets wins.
Keywords session_keywords(const ConnectionOptions& options) {
    Keywords keywords = parse_url(options.url);
    std::string session =
        "-c TimeZone=UTC -c DateStyle=ISO -c jit=off -c client_connection_check_interval=1000";
    session += setting("lock_timeout", options.lock_timeout);
    session += setting("statement_timeout", options.statement_timeout);
    session += setting("idle_in_transaction_session_timeout", options.idle_in_transaction_timeout);
    if (!options.role.empty()) session += " -c role=" + options.role;
    if (const auto own = keywords.find("options"); own != keywords.end()) session += " " + own->second;
    keywords["options"] = session;
    keywords["client_encoding"] = "UTF8";
    for (const auto& [name, value] : Keywords{{"application_name", "venera"},
                                              {"keepalives_idle", "10"},
                                              {"keepalives_interval", "5"},
                                              {"keepalives_count", "3"},
                                              {"tcp_user_timeout", "10000"}}) {
        keywords.emplace(name, value);
    }
    return keywords;
}

// The index avoids clashes after PostgreSQL has cut the name to 63 bytes.
std::string plan_name(const StatementBase& statement) {
    return std::to_string(statement.index()) + " " + std::string(statement.name());
}

std::shared_ptr<pg_result> owned(pg_result* result) {
    return {result, [](pg_result* r) { PQclear(r); }};
}

// The result's column of each column of the row type. Throws SqlError unless names and types agree exactly.
std::vector<int> match_columns(const StatementBase& statement, const pg_result* result) {
    const RowShape& shape = statement.row();
    if (shape.is_void) return {};
    const auto mismatch = [&](std::string_view what) {
        throw SqlError("42804", std::string(statement.name()) + ": " + std::string(what));
    };
    if (static_cast<std::size_t>(PQnfields(result)) != shape.columns.size()) {
        mismatch("the number of columns differs from the row type's");
    }
    std::vector<int> columns;
    for (const Column& column : shape.columns) {
        int at = column.name.empty() ? 0 : -1;
        for (int i = 0; i < PQnfields(result) && at < 0; ++i) {
            if (column.name == PQfname(result, i)) at = i;
        }
        if (at < 0) mismatch("no column for member " + std::string(column.name));
        if (!column.accepts(PQftype(result, at)))
            mismatch("the type of column " + std::string(PQfname(result, at)));
        columns.push_back(at);
    }
    return columns;
}

}  // namespace

ConnectionOptions ConnectionOptions::for_tools(std::string url) {
    ConnectionOptions options{.url = std::move(url)};
    options.lock_timeout = std::chrono::seconds{5};
    options.statement_timeout = std::chrono::milliseconds{0};
    options.idle_in_transaction_timeout = std::chrono::milliseconds{0};
    options.connect_timeout = std::chrono::seconds{10};
    return options;
}

void Connection::Close::operator()(pg_conn* connection) const noexcept { PQfinish(connection); }

Connection::Connection(const ConnectionOptions& options, fibers::Wait& wait) : wait_(&wait) {
    try {
        connect(options);
    } catch (...) {
        if (fd_ >= 0) wait.forget(fd_);
        throw;
    }
}

Connection::~Connection() {
    if (wait_ != nullptr && fd_ >= 0) wait_->forget(fd_);
}

void Connection::connect(const ConnectionOptions& options) {
    const Keywords keywords = session_keywords(options);
    std::vector<const char*> names, values;
    for (const auto& [name, value] : keywords) {
        names.push_back(name.c_str());
        values.push_back(value.c_str());
    }
    names.push_back(nullptr);
    values.push_back(nullptr);
    connection_.reset(PQconnectStartParams(names.data(), values.data(), 0));
    if (!connection_ || PQstatus(connection_.get()) == CONNECTION_BAD) {
        throw Unavailable("no connection to the database");
    }
    PQsetNoticeProcessor(
        connection_.get(), [](void*, const char*) {}, nullptr);
    const fibers::Steady caller_deadline = wait_->deadline();
    const fibers::Steady until = std::chrono::steady_clock::now() + options.connect_timeout;
    wait_->set_deadline(std::min(caller_deadline, until));
    try {
        await_connected(until);
    } catch (const fibers::Expired&) {
        wait_->set_deadline(caller_deadline);
        if (caller_deadline <= until) throw;
        throw Unavailable("no connection to the database in time");
    } catch (...) {
        wait_->set_deadline(caller_deadline);
        throw;
    }
    wait_->set_deadline(caller_deadline);
    if (PQsetnonblocking(connection_.get(), 1) != 0 || PQenterPipelineMode(connection_.get()) != 1) {
        throw Unavailable("no connection to the database");
    }
    broken_ = false;
}

void Connection::await_connected(fibers::Steady until) {
    // libpq may close the socket and open another one in any step, so each wait is forgotten at once.
    PostgresPollingStatusType next = PGRES_POLLING_WRITING;
    while (next != PGRES_POLLING_OK) {
        if (next == PGRES_POLLING_FAILED || std::chrono::steady_clock::now() > until) {
            throw Unavailable("no connection to the database: " +
                              std::string(PQerrorMessage(connection_.get())));
        }
        fd_ = PQsocket(connection_.get());
        wait_->until(fd_, next == PGRES_POLLING_READING ? fibers::Ready::read : fibers::Ready::write);
        wait_->forget(fd_);
        next = PQconnectPoll(connection_.get());
    }
    fd_ = PQsocket(connection_.get());
}

bool Connection::still_alive() {
    // Nothing is said to an idle client but its farewell, so a readable socket is a dead session. (A reload
    // of the server's configuration may also speak; then a healthy session is replaced, which harms nobody.)
    char byte = 0;
    const ssize_t peeked = ::recv(fd_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    const bool silent = peeked < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
    if (!silent) broken_ = true;
    return !broken_;
}

bool Connection::in_transaction() const { return PQtransactionStatus(connection_.get()) != PQTRANS_IDLE; }

void Connection::lost(std::string_view what, Outcome outcome) {
    broken_ = true;
    throw_lost(what, outcome);
}

void Connection::check_sent(int sent) {
    if (sent != 1) lost("send", Outcome::none);
}

Connection::Prepared& Connection::prepared(const StatementBase& statement) {
    if (prepared_.size() <= statement.index()) prepared_.resize(statement.index() + 1);
    return prepared_[statement.index()];
}

void Connection::prepare(const StatementBase& statement) {
    const auto& types = statement.parameter_oids();
    check_sent(PQsendPrepare(connection_.get(), plan_name(statement).c_str(),
                             std::string(statement.sql()).c_str(), static_cast<int>(types.size()),
                             types.data()));
    expected_.push_back({Expected::Kind::prepare, &statement, nullptr});
    prepared(statement).state = Prepared::State::sent;
}

void Connection::queue_command(const char* sql) {
    broken_ = true;  // until finish() has read every answer
    check_sent(PQsendQueryParams(connection_.get(), sql, 0, nullptr, nullptr, nullptr, nullptr, 1));
    expected_.push_back({Expected::Kind::command, nullptr, sql});
}

void Connection::queue(const StatementBase& statement, const ParameterList& parameters) {
    broken_ = true;  // until finish() has read every answer
    if (prepared(statement).state == Prepared::State::no) prepare(statement);
    std::vector<const char*> values;
    std::vector<int> lengths, formats(parameters.values().size(), 1);
    for (const auto& value : parameters.values()) {
        values.push_back(value.length < 0 ? nullptr : parameters.data(value));
        lengths.push_back(value.length);
    }
    check_sent(PQsendQueryPrepared(connection_.get(), plan_name(statement).c_str(),
                                   static_cast<int>(values.size()), values.data(), lengths.data(),
                                   formats.data(), 1));
    expected_.push_back({Expected::Kind::statement, &statement, nullptr});
}

void Connection::flush() {
    while (true) {
        const int left = PQflush(connection_.get());
        if (left == 0) return;
        if (left < 0) lost("send", Outcome::unknown);
        wait_->until(fd_, fibers::Ready::write);
    }
}

Connection::Result Connection::next_result() {
    while (PQisBusy(connection_.get()) == 1) {
        wait_->until(fd_, fibers::Ready::read);
        if (PQconsumeInput(connection_.get()) != 1) break;  // PQgetResult tells what happened
    }
    return owned(PQgetResult(connection_.get()));
}

// The one result of a queued command, and the null that ends it.
Connection::Result Connection::read_answer(const Expected& expected) {
    Result answer = next_result();
    if (!answer) return answer;
    note(expected, answer);
    const ExecStatusType status = PQresultStatus(answer.get());
    if (status == PGRES_FATAL_ERROR && ends_session(answer.get())) return answer;
    while (next_result()) {
    }
    return answer;
}

void Connection::note(const Expected& expected, const Result& result) {
    if (expected.kind != Expected::Kind::prepare) return;
    const bool succeeded = PQresultStatus(result.get()) == PGRES_COMMAND_OK;
    prepared(*expected.statement).state = succeeded ? Prepared::State::yes : Prepared::State::no;
}

ResultSet Connection::finish(Outcome outcome_if_lost) {
    broken_ = true;
    const std::vector<Expected> expected = std::exchange(expected_, {});
    check_sent(PQpipelineSync(connection_.get()));
    try {
        return read_answers(expected, outcome_if_lost);
    } catch (const fibers::Expired&) {
        // Nobody waits for the answer any longer, but the server may still commit.
        if (outcome_if_lost == Outcome::unknown) throw_lost("answer in time", outcome_if_lost);
        throw;
    } catch (const fibers::Stopped&) {
        // The end of a drain is no different: who hears a plain "stopped" would think that nothing happened.
        if (outcome_if_lost == Outcome::unknown) throw_lost("answer before the stop", outcome_if_lost);
        throw;
    }
}

ResultSet Connection::read_answers(const std::vector<Expected>& expected, Outcome outcome_if_lost) {
    flush();
    Result last, failed;
    std::string_view failed_name;
    for (const Expected& one : expected) {
        const std::string_view name =
            one.statement != nullptr ? one.statement->name() : std::string_view{one.sql};
        last = read_answer(one);
        if (!last) lost(name, outcome_if_lost);
        if (PQresultStatus(last.get()) != PGRES_FATAL_ERROR || failed) continue;
        if (ends_session(last.get())) throw_error(last.get(), name, outcome_if_lost);
        failed = last;
        failed_name = name;
    }
    const Result sync = next_result();
    if (!sync || PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC) lost("sync", outcome_if_lost);
    broken_ = false;
    if (failed) throw_error(failed.get(), failed_name, outcome_if_lost);
    return result_set(expected.back(), std::move(last));
}

ResultSet Connection::result_set(const Expected& last, Result result) {
    if (last.kind == Expected::Kind::prepare) return {};
    if (last.kind == Expected::Kind::command) {
        // PostgreSQL answers COMMIT of a failed transaction with success and the tag ROLLBACK.
        const std::string_view tag = PQcmdStatus(result.get());
        if (last.sql == std::string_view{"commit"} && tag == "ROLLBACK") {
            throw SqlError("25P02", "commit: a statement of the transaction had failed");
        }
        return {};
    }
    Prepared& plan = prepared(*last.statement);
    if (!plan.columns) {
        plan.columns = std::make_shared<const std::vector<int>>(match_columns(*last.statement, result.get()));
    }
    return {std::move(result), *last.statement, plan.columns};
}

ResultSet Connection::execute(const StatementBase& statement, const ParameterList& parameters) {
    queue(statement, parameters);
    return finish(Outcome::unknown);
}

void Connection::script(const std::string& sql) {
    broken_ = true;
    if (PQexitPipelineMode(connection_.get()) != 1) lost("script", Outcome::none);
    check_sent(PQsendQuery(connection_.get(), sql.c_str()));
    flush();
    Result failed;
    while (const Result result = next_result()) {
        const ExecStatusType status = PQresultStatus(result.get());
        if (!failed && status == PGRES_FATAL_ERROR) failed = result;
    }
    if (failed && ends_session(failed.get())) throw_error(failed.get(), "script", Outcome::unknown);
    if (PQstatus(connection_.get()) != CONNECTION_OK) lost("script", Outcome::unknown);
    if (PQenterPipelineMode(connection_.get()) != 1) lost("script", Outcome::unknown);
    broken_ = false;
    if (failed) throw_error(failed.get(), "script", Outcome::unknown);
}

Connection::Description Connection::describe(const StatementBase& statement) {
    broken_ = true;
    // The unnamed plan: this session may have prepared the statement under its name already.
    const auto& types = statement.parameter_oids();
    check_sent(PQsendPrepare(connection_.get(), "", std::string(statement.sql()).c_str(),
                             static_cast<int>(types.size()), types.data()));
    expected_.push_back({Expected::Kind::command, nullptr, "prepare"});
    try {
        finish(Outcome::none);
    } catch (const SqlError& error) {
        throw SqlError(error.sqlstate, std::string(statement.name()) + ", " + error.what());
    }
    broken_ = true;
    check_sent(PQsendDescribePrepared(connection_.get(), ""));
    check_sent(PQpipelineSync(connection_.get()));
    flush();
    const Result result = read_answer({Expected::Kind::command, nullptr, "describe"});
    const Result sync = result ? next_result() : nullptr;
    if (!sync) lost("describe", Outcome::none);
    broken_ = false;
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) {
        throw_error(result.get(), statement.name(), Outcome::none);
    }
    Description description;
    for (int i = 0; i < PQnparams(result.get()); ++i)
        description.parameters.push_back(PQparamtype(result.get(), i));
    for (int i = 0; i < PQnfields(result.get()); ++i) {
        description.fields.push_back({PQfname(result.get(), i), PQftype(result.get(), i),
                                      PQftable(result.get(), i), PQftablecol(result.get(), i)});
    }
    return description;
}

}  // namespace venera::postgres
