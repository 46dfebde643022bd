#include <gtest/gtest.h>

#include "platform/postgres/statements.hpp"
#include "platform/postgres/testing/test_database.hpp"

namespace venera::identity {
namespace {

TEST(IdentityStatements, AgreeWithTheTables) {
    postgres::testing::TestDatabase database;
    EXPECT_EQ(postgres::check_statements(database.owner()), std::vector<std::string>{});
}

}  // namespace
}  // namespace venera::identity
