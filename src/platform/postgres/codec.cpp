#include <bit>
#include <chrono>
#include <limits>

#include "platform/postgres/database.hpp"

namespace venera::postgres {

namespace {

// PostgreSQL counts microseconds and days from 2000-01-01.
constexpr std::chrono::sys_days epoch{std::chrono::year{2000} / 1 / 1};

// Flag bits of a binary range (src/include/utils/rangetypes.h).
constexpr char lower_inclusive = 2;

}  // namespace

namespace wire {

void refuse(std::string_view what) { throw SqlError("22000", "the database holds " + std::string(what)); }

void put(std::string& out, std::uint64_t value, std::size_t bytes) {
    for (std::size_t shift = bytes; shift-- > 0;)
        out.push_back(static_cast<char>((value >> (shift * 8)) & 0xff));
}

std::int64_t integer(std::string_view in, std::size_t most_bytes) {
    if (in.empty() || in.size() > most_bytes) refuse("an integer of another width");
    std::uint64_t value =
        (static_cast<unsigned char>(in[0]) & 0x80U) != 0 && in.size() > 1 ? ~std::uint64_t{0} : 0;
    for (const char byte : in) value = (value << 8) | static_cast<unsigned char>(byte);
    return static_cast<std::int64_t>(value);
}

double floating(std::string_view in) {
    if (in.size() == 4) return std::bit_cast<float>(static_cast<std::int32_t>(integer(in, 4)));
    if (in.size() != 8) refuse("a number of another width");
    return std::bit_cast<double>(integer(in, 8));
}

void put_double(std::string& out, double value) { put(out, std::bit_cast<std::uint64_t>(value), 8); }

void put_text(std::string& out, std::string_view text) {
    if (text.find('\0') != std::string_view::npos) throw SqlError("22021", "a text parameter holds U+0000");
    out += text;
}

void put_json(std::string& out, std::string_view json) {
    out.push_back('\1');  // the version of the binary format
    put_text(out, json);
}

std::string_view json(std::string_view in) {
    if (in.empty() || in[0] != '\1') refuse("jsonb of an unknown version");
    return in.substr(1);
}

void put_instant(std::string& out, Instant at) {
    put(out, static_cast<std::uint64_t>((at.value - epoch).count()), 8);
}

Instant instant(std::string_view in) {
    if (in.size() != 8) refuse("a timestamp of another width");
    const std::int64_t micros = integer(in, 8);
    if (micros == std::numeric_limits<std::int64_t>::max() ||
        micros == std::numeric_limits<std::int64_t>::min()) {
        refuse("an infinite time");
    }
    return {epoch + std::chrono::microseconds{micros}};
}

void put_array_header(std::string& out, Oid element, std::size_t size, bool has_null) {
    put(out, size == 0 ? 0 : 1, 4);  // dimensions
    put(out, has_null ? 1 : 0, 4);
    put(out, element, 4);
    if (size == 0) return;
    put(out, size, 4);
    put(out, 1, 4);  // lower bound
}

ArrayReader::ArrayReader(std::string_view in) : rest(in) {
    if (rest.size() < 12) refuse("a malformed array");
    const std::int64_t dimensions = integer(rest.substr(0, 4), 4);
    rest.remove_prefix(12);
    if (dimensions == 0) return;
    if (dimensions != 1 || rest.size() < 8) refuse("an array of several dimensions");
    remaining = static_cast<std::size_t>(integer(rest.substr(0, 4), 4));
    rest.remove_prefix(8);
}

std::optional<std::string_view> ArrayReader::next() {
    if (rest.size() < 4) refuse("a malformed array");
    const std::int64_t length = integer(rest.substr(0, 4), 4);
    rest.remove_prefix(4);
    --remaining;
    if (length < 0) return std::nullopt;
    const auto size = static_cast<std::size_t>(length);
    if (rest.size() < size) refuse("a malformed array");
    const std::string_view element = rest.substr(0, size);
    rest.remove_prefix(size);
    return element;
}

}  // namespace wire

void Codec<Uuid>::encode(std::string& out, const Uuid& value) {
    out.append(value.bytes.begin(), value.bytes.end());
}

Uuid Codec<Uuid>::decode(std::string_view in) {
    Uuid uuid;
    if (in.size() != uuid.bytes.size()) wire::refuse("a UUID of another width");
    std::copy(in.begin(), in.end(), uuid.bytes.begin());
    return uuid;
}

void Codec<Date>::encode(std::string& out, Date date) {
    const auto days = std::chrono::sys_days{date.value} - epoch;
    wire::put(out, static_cast<std::uint64_t>(static_cast<std::int64_t>(days.count())), 4);
}

Date Codec<Date>::decode(std::string_view in) {
    if (in.size() != 4) wire::refuse("a date of another width");
    const std::int64_t days = wire::integer(in, 4);
    if (days == std::numeric_limits<std::int32_t>::max() ||
        days == std::numeric_limits<std::int32_t>::min()) {
        wire::refuse("an infinite date");
    }
    return {std::chrono::year_month_day{epoch + std::chrono::days{days}}};
}

void Codec<Period>::encode(std::string& out, const Period& period) {
    out.push_back(lower_inclusive);
    for (const Instant end : {period.start, period.end}) {
        wire::put(out, 8, 4);
        wire::put_instant(out, end);
    }
}

Period Codec<Period>::decode(std::string_view in) {
    if (in.size() != 25 || in[0] != lower_inclusive) wire::refuse("a range that is not [start, end)");
    return {wire::instant(in.substr(5, 8)), wire::instant(in.substr(17, 8))};
}

}  // namespace venera::postgres
