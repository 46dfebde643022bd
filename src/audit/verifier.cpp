#include "audit/verifier.hpp"

#include <algorithm>
#include <limits>
#include <system_error>

#include "audit/limits.hpp"

namespace venera::audit {

namespace {

std::string named(std::int64_t number, std::string_view what) {
    return "seal " + std::to_string(number) + " " + std::string(what);
}

Place place_of(const AccessRow& row) { return {row.xid, row.id}; }

}  // namespace

Verified Verifier::verify() {
    read_in_order(db_);
    verified_.problem = read_notes();
    if (!verified_.problem) verified_.problem = check_chain(std::numeric_limits<std::int64_t>::max());
    if (!verified_.problem) verified_.problem = check_exported();
    if (verified_.problem) return verified_;
    for (const std::string& name : find_contexts(db_))
        verified_.unsealed += count_unsealed(db_, name, sealed_until_[name]);
    return verified_;
}

Verified Verifier::verify(std::int64_t first, std::int64_t last) {
    read_in_order(db_);
    verified_.problem = read_notes();
    if (!verified_.problem) verified_.problem = begin_after(first - 1);
    if (!verified_.problem) verified_.problem = check_chain(last);
    if (verified_.problem || number_ == last) return verified_;
    verified_.bad_seal = number_ + 1;
    verified_.problem = named(number_ + 1, "is missing");
    return verified_;
}

std::optional<std::string> Verifier::begin_after(std::int64_t number) {
    if (number == 0) return std::nullopt;
    number_ = number;
    const auto before = seal_hashes(db_, {number});
    verified_.bad_seal = number;
    if (before.empty()) return named(number, "is missing");
    previous_ = before.front().hash;
    for (const SealedPlace& sealed : sealed_places(db_, number))
        rows_[sealed.context].until = sealed_until_[sealed.context] = {sealed.until_xid, sealed.until_id};
    return std::nullopt;
}

// Notes come later than the seals of the rows that they tell of. Their place in the chain is checked with it.
std::optional<std::string> Verifier::read_notes() {
    for (const Seal& note : notes_of_dropped(db_)) {
        verified_.bad_seal = note.number;
        if (!read_note(note.content, dropped_[note.context])) return named(note.number, "was changed");
    }
    return std::nullopt;
}

std::optional<std::string> Verifier::check_chain(std::int64_t last) {
    while (true) {
        const auto most = std::min<std::int64_t>(limits::seals_read, last - number_);
        const auto seals = seals_after(db_, number_, static_cast<std::int32_t>(most));
        for (const Seal& seal : seals) {
            verified_.bad_seal = number_ + 1;
            if (auto problem = check_seal(seal)) return problem;
            ++verified_.seals;
            number_ = seal.number;
            previous_ = seal.hash;
            sealed_until_[seal.context] = seal.until();
        }
        if (seals.empty()) return std::nullopt;
    }
}

std::optional<std::string> Verifier::check_seal(const Seal& seal) {
    if (seal.number != number_ + 1) return named(number_ + 1, "is missing");
    if (!std::ranges::equal(hash_of(seal, previous_), seal.hash)) return named(seal.number, "was changed");
    if (!signer_.signed_here(seal.hash, seal.signature))
        return named(seal.number, "is not signed with the audit key");
    return seal.kind == SealKind::rows ? check_rows(seal) : std::nullopt;
}

std::vector<AccessRow> Verifier::rows_up_to(const std::string& context, Place place, std::size_t most) {
    Rows& rows = rows_[context];
    std::vector<AccessRow> found;
    while (found.size() < most) {
        if (rows.next == rows.read.size()) {
            if (rows.over) break;
            rows.read = rows_after(db_, context, rows.until, limits::rows_read);
            rows.next = 0;
            rows.over = rows.read.size() < static_cast<std::size_t>(limits::rows_read);
            if (rows.read.empty()) break;
            rows.until = place_of(rows.read.back());
        }
        if (place_of(rows.read[rows.next]) > place) break;
        found.push_back(std::move(rows.read[rows.next++]));
    }
    return found;
}

std::optional<std::string> Verifier::check_rows(const Seal& seal) {
    const auto leaves = unpacked(seal.content);
    if (!leaves) return named(seal.number, "has no rows");
    const auto rows = rows_up_to(seal.context, seal.until(), leaves->size() + 1);
    verified_.rows += static_cast<std::int64_t>(leaves->size());
    const auto bad = first_bad_row(*leaves, rows, dropped_[seal.context]);
    if (!bad) return std::nullopt;
    verified_.bad_row = bad->id;
    verified_.bad_context = seal.context;
    return seal.context + " " + std::to_string(bad->id) + " " + std::string(bad->what);
}

std::optional<std::string> Verifier::check_lines(const std::vector<ExportedSeal>& lines) {
    std::vector<std::int64_t> numbers;
    for (const ExportedSeal& line : lines) numbers.push_back(line.number);
    std::map<std::int64_t, std::string> known;
    for (const SealHash& seal : seal_hashes(db_, numbers)) known[seal.number] = crypto::hex(seal.hash);
    for (const ExportedSeal& line : lines) {
        const auto seal = known.find(line.number);
        const std::string until = " (" + line.context + " until " + std::to_string(line.last_id) + ")";
        if (seal == known.end()) return named(line.number, "was exported and is missing") + until;
        if (seal->second != line.hash) return named(line.number, "is not the one that was exported") + until;
    }
    return std::nullopt;
}

std::optional<std::string> Verifier::check_exported() {
    std::optional<std::string> problem;
    std::vector<ExportedSeal> lines;
    std::set<std::int64_t> numbers;
    std::int64_t line_number = 0;
    const auto compare = [&] {
        if (!problem) problem = check_lines(lines);
        lines.clear();
    };
    const auto is_wrong = [&](const std::string& what) {
        if (!verified_.file_problem) verified_.file_problem = file_.string() + what;
    };
    try {
        exported_.read([&](const std::optional<ExportedSeal>& line) {
            ++line_number;
            if (!line) return is_wrong(": line " + std::to_string(line_number) + " is torn or was changed");
            numbers.insert(line->number);
            lines.push_back(*line);
            if (lines.size() == static_cast<std::size_t>(limits::lines_compared)) compare();
        });
    } catch (const std::system_error& error) {
        if (verified_.seals > 0) verified_.file_problem = error.what();
    }
    compare();
    verified_.exported = static_cast<std::int64_t>(numbers.size());
    if (numbers.empty() && verified_.seals > 0) is_wrong(": holds no seal");
    return problem;
}

}  // namespace venera::audit
