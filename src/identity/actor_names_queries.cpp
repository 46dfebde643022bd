#include "identity/actor_names.hpp"

namespace venera::identity {

namespace {

struct NameRow {
    UserId id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(NameRow, (), (id, name))

const postgres::Statement<NameRow(std::vector<UserId>)> select_names{"identity.actor_names", R"sql(
    select id, first_name || ' ' || last_name as name
      from identity.users
     where id = any ($1))sql"};

}  // namespace

std::map<UserId, std::string> ActorNames::names(Context& context, const std::vector<UserId>& ids) {
    std::map<UserId, std::string> names;
    if (ids.empty()) return names;
    for (NameRow& row : context.database().all(select_names, ids)) names.emplace(row.id, std::move(row.name));
    return names;
}

}  // namespace venera::identity
