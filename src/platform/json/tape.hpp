// A parsed JSON document as one flat array of cells, in the order of the text. Strings are views into the
// text where they had no escapes; numbers stay text until a member wants one, because only the member knows
// which kind it takes. Inside platform/json only. The parser itself (Boost.JSON's, event by event) is in
// tape.cpp and nowhere else.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace venera::json {

inline constexpr std::size_t depth_limit = 32;
inline constexpr std::size_t text_limit = std::size_t{1} << 28;  // so that 32 bits count cells and characters

struct Cell {
    enum class Type : std::uint8_t { null, no, yes, integer, number, string, array, object };

    const char* data = nullptr;  // string, integer, number
    std::uint32_t extent =
        0;  // the length of `data`; for arrays and objects the index of the cell after them
    Type type = Type::null;

    std::string_view text() const { return {data, extent}; }
};

// An object is its cell, then key and value in turn; a key is a string cell.
class Tape {
public:
    enum class Fault { none, syntax, too_deep, too_long };

    // Keeps views into `text`, which must outlive the tape.
    explicit Tape(std::string_view text);
    ~Tape();  // wipes what it copied
    Tape(const Tape&) = delete;
    Tape& operator=(const Tape&) = delete;

    Fault fault() const { return fault_; }
    const Cell& operator[](std::uint32_t index) const { return cells_[index]; }
    // The index of the value after the one at `index`.
    std::uint32_t after(std::uint32_t index) const {
        const Cell& cell = cells_[index];
        return cell.type >= Cell::Type::array ? cell.extent : index + 1;
    }

private:
    friend class TapeWriter;

    std::vector<Cell> cells_;
    std::string unescaped_;  // the strings that had escapes; reserved once, so views into it stay valid
    Fault fault_ = Fault::none;
};

// Appends the value at `index` as compact JSON text: strings with the fewest escapes, numbers as they were
// written.
void write_cell(std::string& out, const Tape& tape, std::uint32_t index);

}  // namespace venera::json
