// Numbers of payment cards, as they must never stand in free text: recognised by the check of Luhn
// (ISO/IEC 7812-1, annex B), and by the ranges and lengths that card networks issue.
#pragma once
#include <string_view>

namespace venera {

// Requires: digits only. All zeros are no number.
bool passes_luhn(std::string_view digits);

// Whether there is one in `text`, also in groups with single spaces, dashes or dots between them. Looks at
// each group of digits some times: linear.
bool holds_card_number(std::string_view text);

}  // namespace venera
