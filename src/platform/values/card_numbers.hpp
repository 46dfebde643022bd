// Numbers of payment cards, as they must never stand in free text: recognised by the check of Luhn
// (ISO/IEC 7812-1, annex B), and by the ranges and lengths that card networks issue.
#pragma once
#include <string_view>

namespace venera {

// Requires: digits only. All zeros are no number.
bool passes_luhn(std::string_view digits);

// Whether there is one in `text`: in any groups with single spaces, dashes or dots between them, or grouped
// as cards are with the same other signs, line breaks or more space in all gaps; whatever invisible signs are
// between them, and also in full-width and Arabic-Indic digits. Looks at each group some times: linear.
bool holds_card_number(std::string_view text);

}  // namespace venera
