// A named SQL statement with the C++ types of its parameters and of its rows:
//   const Statement<AppointmentRow(AppointmentId)> find_appointment{"scheduling.find_appointment",
//   R"sql(select ...)sql"};
// The name keys its prepared plan, its metrics and its trace span. A row is a described struct (columns by
// member name), a single codec type (one column), or void. Statements live at namespace scope in queries.cpp;
// each registers itself so that one test can prepare all of them on a migrated database and compare every
// type (statements.hpp).
#pragma once
#include <string_view>
#include <vector>

#include "platform/postgres/codec.hpp"

namespace venera::postgres {

class StatementBase {
public:
    StatementBase(const StatementBase&) = delete;
    StatementBase& operator=(const StatementBase&) = delete;
    ~StatementBase();

    std::string_view name() const { return name_; }
    std::string_view sql() const { return sql_; }
    const std::vector<Oid>& parameter_oids() const { return parameters_; }
    const RowShape& row() const { return *row_; }
    std::size_t index() const { return index_; }  // dense, for per-connection tables
    // Whether it writes to the access log of its context: "insert into patients.access_log (...".
    bool logs_access() const { return logs_access_; }

    // Every statement that is linked into this program, in no particular order.
    static const std::vector<const StatementBase*>& all();

protected:
    StatementBase(std::string_view name, std::string_view sql, std::vector<Oid> parameters,
                  const RowShape& row);

private:
    std::string_view name_;
    std::string_view sql_;
    std::vector<Oid> parameters_;
    const RowShape* row_;
    std::size_t index_;
    bool logs_access_;
};

template <class Signature>
class Statement;

template <class Row, class... Params>
class Statement<Row(Params...)> : public StatementBase {
public:
    using row_type = Row;
    Statement(std::string_view name, std::string_view sql)
        : StatementBase(name, sql, {Codec<Params>::oid...}, row_shape<Row>()) {}
};

}  // namespace venera::postgres
