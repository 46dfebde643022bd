#include "audit/retention.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace venera::audit {

namespace {

std::map<std::string, Dropped> noted_so_far(postgres::Executor& db) {
    std::map<std::string, Dropped> noted;
    for (const Seal& note : notes_of_dropped(db)) read_note(note.content, noted[note.context]);
    return noted;
}

}  // namespace

void Retention::note_holds(Context& context) {
    postgres::Transaction transaction(context.database());
    // Of two replicas at once both would note the same change.
    await_turn(transaction);
    record_holds(context, transaction, held_);
    transaction.commit();
}

std::vector<AccessKind> expired_kinds(const RetentionTimes& times, Instant end, Instant now) {
    std::vector<AccessKind> kinds;
    if (end + times.reads <= now) kinds.push_back(AccessKind::read);
    if (end + times.writes <= now) kinds.push_back(AccessKind::write);
    if (end + times.denied <= now) kinds.push_back(AccessKind::denied);
    return kinds;
}

void Retention::drop(Context& context) {
    note_holds(context);
    auto noted = noted_so_far(context.database());
    for (const Month& month : months_of_logs(context.database())) {
        const auto begin = month.month.value;
        const Instant end{std::chrono::sys_days{begin + std::chrono::months{1}}};
        const auto kinds = expired_kinds(times_, end, context.now());
        if (kinds.empty()) continue;
        const std::uint16_t number = month_of(Instant{std::chrono::sys_days{begin}});
        const Dropped& known = noted[month.context];
        const bool is_noted = std::ranges::all_of(kinds, [&](AccessKind kind) {
            return known.contains({number, kind});
        });
        // Without the note the rows would be missing from the chain.
        if (!is_noted) sealer_.note(context, month.context, number, kinds);
        while (!drop_accesses(context.database(), month, kinds)) {
        }
    }
}

}  // namespace venera::audit
