#include "audit/chain.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

namespace venera::audit {

namespace {

template <class T>
void put(std::string& out, T value) {
    for (int shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8)
        out += static_cast<char>((static_cast<std::uint64_t>(value) >> shift) & 0xff);
}

void put_text(std::string& out, std::string_view text) {
    put(out, static_cast<std::uint32_t>(text.size()));
    out += text;
}

void put_text(std::string& out, const std::optional<std::string>& text) {
    if (text) return put_text(out, std::string_view{*text});
    put(out, std::uint32_t{0xffffffff});
}

template <class Tag>
void put_id(std::string& out, const std::optional<Id<Tag>>& id) {
    if (!id) return put(out, std::uint32_t{0xffffffff});
    const auto& bytes = id->value.bytes;
    put_text(out, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string_view text_of(const crypto::Bytes& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string_view name_of(AccessKind kind) {
    switch (kind) {
        case AccessKind::read:
            return "read";
        case AccessKind::write:
            return "write";
        case AccessKind::denied:
            return "denied";
    }
    std::abort();
}

std::string_view name_of(SealKind kind) {
    switch (kind) {
        case SealKind::rows:
            return "rows";
        case SealKind::dropped:
            return "dropped";
    }
    std::abort();
}

constexpr std::array kinds{AccessKind::read, AccessKind::write, AccessKind::denied};

}  // namespace

std::string canonical(const AccessRow& row) {
    std::string out;
    out.reserve(320);
    out += "venera access 1";
    put_text(out, std::string_view{row.context});
    put(out, row.id);
    put(out, row.xid);
    put(out, row.occurred_at.value.time_since_epoch().count());
    put_id(out, row.actor_id);
    put_text(out, std::string_view{row.actor_role});
    put_id(out, row.patient_id);
    put_text(out, std::string_view{row.action});
    put_text(out, std::string_view{row.resource});
    put_id(out, row.resource_id);
    put_text(out, std::string_view{row.purpose});
    put_text(out, row.purpose_reason);
    put_text(out, std::string_view{row.request_id});
    put_text(out, std::string_view{row.outcome});
    put_text(out, row.address);
    return out;
}

std::uint16_t month_of(Instant at) {
    const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(at.value)};
    return static_cast<std::uint16_t>((static_cast<int>(date.year()) - 1970) * 12 +
                                      static_cast<int>(static_cast<unsigned>(date.month())) - 1);
}

std::string month_text(std::uint16_t month) {
    const int number = month % 12 + 1;
    return std::to_string(1970 + month / 12) + (number < 10 ? "-0" : "-") + std::to_string(number);
}

Leaf leaf_of(const AccessRow& row) {
    Leaf leaf{row.id, month_of(row.occurred_at), row.kind, {}};
    const crypto::Digest digest = crypto::sha256(canonical(row));
    std::copy_n(digest.begin(), leaf.digest.size(), leaf.digest.begin());
    return leaf;
}

crypto::Bytes packed(const std::vector<Leaf>& leaves) {
    std::string out;
    out.reserve(leaves.size() * Leaf::size);
    for (const Leaf& leaf : leaves) {
        put(out, leaf.id);
        put(out, leaf.month);
        put(out, static_cast<std::uint8_t>(leaf.kind));
        out.append(reinterpret_cast<const char*>(leaf.digest.data()), leaf.digest.size());
    }
    return {out.begin(), out.end()};
}

std::optional<std::vector<Leaf>> unpacked(const crypto::Bytes& bytes) {
    if (bytes.size() % Leaf::size != 0) return std::nullopt;
    std::vector<Leaf> leaves(bytes.size() / Leaf::size);
    const std::uint8_t* at = bytes.data();
    for (Leaf& leaf : leaves) {
        std::uint64_t id = 0;
        for (int i = 0; i < 8; ++i) id = id << 8 | *at++;
        leaf.id = static_cast<std::int64_t>(id);
        leaf.month = static_cast<std::uint16_t>(at[0] << 8 | at[1]);
        if (at[2] >= kinds.size()) return std::nullopt;
        leaf.kind = kinds[at[2]];
        at += 3;
        std::copy_n(at, leaf.digest.size(), leaf.digest.begin());
        at += leaf.digest.size();
    }
    return leaves;
}

crypto::Digest hash_of(const Seal& seal, const crypto::Bytes& previous) {
    std::string out = "venera seal 1";
    put_text(out, text_of(previous));
    put(out, seal.number);
    put_text(out, name_of(seal.kind));
    put_text(out, std::string_view{seal.context});
    put(out, seal.until_xid);
    put(out, seal.until_id);
    put(out, seal.sealed_at.value.time_since_epoch().count());
    put_text(out, text_of(seal.content));
    return crypto::sha256(out);
}

crypto::Bytes note_of(std::uint16_t month, const std::vector<AccessKind>& which) {
    std::string note = month_text(month);
    for (std::size_t i = 0; i < which.size(); ++i) (note += i == 0 ? ' ' : ',') += name_of(which[i]);
    return {note.begin(), note.end()};
}

bool read_note(const crypto::Bytes& bytes, Dropped& dropped) {
    const std::string_view note = text_of(bytes);
    int year = 0, month = 0;
    if (note.size() < 9 || note[4] != '-' || note[7] != ' ') return false;
    if (std::from_chars(note.data(), note.data() + 4, year).ptr != note.data() + 4) return false;
    if (std::from_chars(note.data() + 5, note.data() + 7, month).ptr != note.data() + 7) return false;
    const auto number = static_cast<std::uint16_t>((year - 1970) * 12 + month - 1);
    for (std::string_view rest = note.substr(8); !rest.empty();) {
        const std::string_view word = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(rest.size(), word.size() + 1));
        const auto kind = std::ranges::find(kinds, word, [](AccessKind one) { return name_of(one); });
        if (kind == kinds.end()) return false;
        dropped.emplace(number, *kind);
    }
    return true;
}

std::optional<BadRow> first_bad_row(const std::vector<Leaf>& leaves, const std::vector<AccessRow>& rows,
                                    const Dropped& dropped) {
    const auto sealed = [&](std::int64_t id) {
        return std::ranges::any_of(leaves, [&](const Leaf& leaf) { return leaf.id == id; });
    };
    const auto there = [&](std::int64_t id) {
        return std::ranges::any_of(rows, [&](const AccessRow& row) { return row.id == id; });
    };
    auto row = rows.begin();
    for (const Leaf& leaf : leaves) {
        if (row != rows.end() && row->id == leaf.id) {
            if (leaf_of(*row).digest != leaf.digest) return BadRow{leaf.id, "was changed"};
            ++row;
            continue;
        }
        if (row != rows.end() && !sealed(row->id)) return BadRow{row->id, "was inserted"};
        if (there(leaf.id)) return BadRow{leaf.id, "is out of order"};
        if (!dropped.contains({leaf.month, leaf.kind})) return BadRow{leaf.id, "is missing"};
    }
    if (row != rows.end()) return BadRow{row->id, "was inserted"};
    return std::nullopt;
}

}  // namespace venera::audit
