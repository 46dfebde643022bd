#include "platform/postgres/statements.hpp"

#include <algorithm>
#include <set>

#include "platform/postgres/queries.hpp"

namespace venera::postgres {

namespace {

using Field = Connection::Description::Field;

class Check {
public:
    Check(Connection& connection, const StatementBase& statement, std::vector<std::string>& problems)
        : connection_(connection), statement_(statement), problems_(problems) {}

    void run() {
        try {
            const Connection::Description described = connection_.describe(statement_);
            if (described.parameters.size() != statement_.parameter_oids().size()) {
                add("takes " + std::to_string(described.parameters.size()) + " parameters, C++ sends " +
                    std::to_string(statement_.parameter_oids().size()));
            }
            if (!statement_.row().is_void) compare(described.fields);
        } catch (const SqlError& error) {
            problems_.emplace_back(error.what());
        }
    }

private:
    void add(const std::string& what) { problems_.push_back(std::string(statement_.name()) + ": " + what); }

    void compare(const std::vector<Field>& fields) {
        const std::vector<Column>& columns = statement_.row().columns;
        if (columns.size() == 1 && columns[0].name.empty()) {
            if (fields.size() != 1) return add("must give exactly one column");
            return compare(fields[0], columns[0]);
        }
        for (const Field& field : fields) {
            const auto same_name = [&](const Column& column) { return column.name == field.name; };
            const auto column = std::find_if(columns.begin(), columns.end(), same_name);
            if (column == columns.end()) {
                add("column " + field.name + " has no member");
            } else {
                compare(field, *column);
            }
        }
        for (const Column& column : columns) {
            const auto same_name = [&](const Field& field) { return column.name == field.name; };
            if (std::count_if(fields.begin(), fields.end(), same_name) != 1) {
                add("not exactly one column for member " + std::string(column.name));
            }
        }
    }

    void compare(const Field& field, const Column& column) {
        if (!column.accepts(field.type)) {
            add("column " + field.name + " is oid " + std::to_string(field.type) + ", the member wants " +
                std::to_string(column.type));
        }
        // Of an expression PostgreSQL does not say whether it may be NULL; reading it would throw then.
        if (column.nullable || field.table == 0) return;
        const auto not_null = connection_.maybe(column_is_not_null, std::int64_t{field.table},
                                                std::int32_t{field.table_column});
        if (not_null && !*not_null) add("column " + field.name + " may be NULL, the member may not");
    }

    Connection& connection_;
    const StatementBase& statement_;
    std::vector<std::string>& problems_;
};

}  // namespace

std::vector<std::string> check_statements(Connection& connection) {
    std::vector<std::string> problems;
    std::set<std::string_view> names;
    for (const StatementBase* statement : StatementBase::all()) {
        if (!names.insert(statement->name()).second) {
            problems.push_back(std::string(statement->name()) + ": the name of two statements");
        }
        Check(connection, *statement, problems).run();
    }
    return problems;
}

}  // namespace venera::postgres
