// Reading UTF-8 one code point at a time, as strictly as RFC 3629 asks: no overlong forms, no surrogates,
// nothing above U+10FFFF. Inside platform only.
#pragma once
#include <string_view>

namespace venera::text {

// Takes the first code point off `rest`. Returns false, and leaves `rest` alone, if it does not begin with
// one.
bool take_code_point(std::string_view& rest, char32_t& code_point);

// Unicode's White_Space property, without the controls.
bool is_space(char32_t c);
// C0, DEL and C1.
bool is_control(char32_t c);
// U+FDD0-FDEF and the last two of every plane: never characters.
bool is_noncharacter(char32_t c);
// Unicode's Default_Ignorable_Code_Point property and the blank Braille pattern: nothing of it is to be seen
// by itself.
bool is_invisible(char32_t c);

}  // namespace venera::text
