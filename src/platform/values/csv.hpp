// Cells of comma-separated values (RFC 4180) that a spreadsheet does not run. A cell that it would take for a
// formula gets an apostrophe before it: one that begins with = + - or @, also in their wide and small forms,
// after any white space and invisible characters; or with a tab or the end of a line.
#pragma once
#include <string>
#include <string_view>

namespace venera {

std::string csv_cell(std::string_view text);

}  // namespace venera
