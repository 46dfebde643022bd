// Entries of the audit as a file: CSV (RFC 4180) or one JSON object a line.
#pragma once
#include <string>
#include <vector>

#include "audit/types.hpp"

namespace venera::audit {

// With a line of names first.
std::string table_of(const std::vector<AuditEntry>& entries);
std::string lines_of(const std::vector<AuditEntry>& entries);

}  // namespace venera::audit
