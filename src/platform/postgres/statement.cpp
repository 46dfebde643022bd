#include "platform/postgres/statement.hpp"

#include <algorithm>

namespace venera::postgres {

namespace {

// Function-local, so that it exists before the first statement of any file and outlives the last.
struct Registry {
    std::vector<const StatementBase*> statements;
    std::size_t next_index = 0;
};
Registry& registry() {
    static Registry instance;
    return instance;
}

}  // namespace

StatementBase::StatementBase(std::string_view name, std::string_view sql, std::vector<Oid> parameters,
                             const RowShape& row)
    : name_(name),
      sql_(sql),
      parameters_(std::move(parameters)),
      row_(&row),
      index_(registry().next_index++),
      logs_access_(sql.find(".access_log (") != std::string_view::npos) {
    registry().statements.push_back(this);
}

StatementBase::~StatementBase() { std::erase(registry().statements, this); }

const std::vector<const StatementBase*>& StatementBase::all() { return registry().statements; }

}  // namespace venera::postgres
