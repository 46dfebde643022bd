// Doctors: the public list, one doctor, and their upkeep by an administrator. Also the port through which the
// other contexts see doctors, with a small cache of cards.
#pragma once
#include <chrono>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "directory/directory.hpp"
#include "directory/queries.hpp"
#include "directory/types.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/router.hpp"
#include "scheduling/scheduling.hpp"

namespace venera::directory {

class Doctors final : public Directory {
public:
    // Doctors show their next free time, which scheduling knows; scheduling in turn needs our cards.
    void connect(scheduling::Scheduling& scheduling) { scheduling_ = &scheduling; }
    // Who keeps a copy of what can be searched, and is told of changes right after their commit.
    void tell(scheduling::DoctorWatcher& watcher) { watcher_ = &watcher; }

    Result<Page<Doctor>, invalid_cursor> list(Context& context, const http::Query<DoctorQuery>& query);
    // Who is not in service any more, the last retired first.
    Result<Page<Doctor>, invalid_cursor> retired(Context& context, const http::Query<ListQuery>& query);
    // A retired doctor is still found: appointments of the past lead here.
    Result<Doctor, not_found> get(Context& context, http::Path<DoctorId> id);
    Result<Created<Doctor>, invalid_input> create(Context& context, const NewDoctor& wish);
    Result<Doctor, not_found, invalid_input, version_mismatch> change(Context& context,
                                                                      http::Path<DoctorId> id,
                                                                      const DoctorChange& change,
                                                                      http::IfMatch condition);
    // Retires; repeating it is harmless. Booked visits stay until somebody moves or cancels them.
    Result<NoContent, not_found> retire(Context& context, http::Path<DoctorId> id);

    // The stars of a doctor have been counted anew by this replica. Call it after the commit.
    void rated(Context& context, DoctorId doctor) { has_changed(context, doctor); }

    // Drops the cards that other replicas made stale. For a job, every second.
    void watch(Context& context);
    // A clinic or a specialty, which cards quote, has been changed by this replica. Call it after the commit.
    void changed_at(Context& context, ClinicId clinic);
    void changed_of(Context& context, const Code& specialty);

    std::shared_ptr<const DoctorCard> card(Context& context, DoctorId doctor) override;
    bool exists(Context& context, DoctorId doctor) override;
    std::optional<ClinicCard> clinic(Context& context, ClinicId clinic) override;
    std::vector<ClinicId> unknown(Context& context, const std::vector<ClinicId>& clinics) override;
    std::vector<std::shared_ptr<const DoctorCard>> matching(Context& context,
                                                            const DoctorFilter& filter) override;
    std::vector<DoctorId> doctor_ids(postgres::Executor& db) override;
    std::vector<ListedDoctor> listed(postgres::Executor& db, const std::vector<DoctorId>& doctors) override;
    std::vector<DoctorId> changed(postgres::Executor& db, const postgres::XidSpan& transactions) override;
    std::optional<std::vector<DoctorId>> named(Context& context, const Words& words,
                                               std::size_t most) override;
    std::vector<DoctorId> named_among(Context& context, const Words& words,
                                      const std::vector<DoctorId>& doctors) override;
    std::string folded(Context& context, const std::string& text) override;

private:
    struct CachedCard {
        std::shared_ptr<const DoctorCard> card;  // null: no such doctor in service
        std::chrono::steady_clock::time_point loaded_at;
    };

    // After the commit of a change.
    void has_changed(Context& context, DoctorId doctor);
    void tell_of(Context& context, const std::vector<DoctorId>& doctors);
    bool is_current(const CachedCard& card, std::chrono::steady_clock::time_point now) const;
    Doctor with_next_time(Context& context, const DoctorRow& row);

    scheduling::Scheduling* scheduling_ = nullptr;
    scheduling::DoctorWatcher* watcher_ = nullptr;
    // Threads of the server share the cards: a card that one thread changed must not be served by another.
    std::mutex mutex_;
    std::unordered_map<DoctorId, CachedCard> cards_;
    std::uint64_t changes_ = 0;
    std::chrono::steady_clock::time_point watched_at_{};  // the last time that watch() worked
};

}  // namespace venera::directory
