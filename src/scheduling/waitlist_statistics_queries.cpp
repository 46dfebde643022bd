#include "platform/postgres/statement.hpp"
#include "scheduling/limits.hpp"
#include "scheduling/waitlist_statistics.hpp"

namespace venera::scheduling {

namespace {

using postgres::Statement;

// One row with a null id: all of them together.
struct GroupRow : OfferCounts {
    std::optional<std::string> id;
    std::optional<std::string> name;
};
BOOST_DESCRIBE_STRUCT(GroupRow, (OfferCounts), (id, name))

const Statement<GroupRow(Instant, Instant, StatisticsBy, std::int32_t)> select_groups{
    "scheduling.list_offer_groups", R"sql(
    with made as (
        select o.status, o.patient_id, (o.doctor_id, o.starts_at) as time, o.starts_at, o.former_start,
               o.offered_at, o.ended_at, w.created_at,
               case $3::text when 'doctor' then o.doctor_id::text when 'clinic' then o.clinic_id::text
                             else o.specialty_code end as id,
               case $3::text when 'doctor' then o.doctor_name when 'clinic' then o.clinic_name
                             else o.specialty_name end as name,
               min(o.offered_at) over (partition by o.doctor_id, o.starts_at) as first_offered_at
          from scheduling.waitlist_offers o join scheduling.waiting w on w.id = o.waiting_id
         where o.offered_at >= $1 and o.offered_at <= $2
    )
    select count(distinct time) as times_offered,
           count(distinct time) filter (where status = 'accepted') as times_filled,
           count(*) as offers, count(*) filter (where status = 'accepted') as accepted,
           count(*) filter (where status = 'declined') as declined,
           count(*) filter (where status = 'lapsed') as lapsed,
           count(*) filter (where status = 'withdrawn') as withdrawn,
           count(distinct patient_id) as people_offered,
           percentile_cont(0.5) within group (order by extract(epoch from ended_at - first_offered_at) / 60)
               filter (where status = 'accepted') as median_minutes_to_fill,
           percentile_cont(0.5) within group (order by extract(epoch from former_start - starts_at) / 86400)
               filter (where status = 'accepted' and former_start is not null) as median_days_sooner,
           percentile_cont(0.5) within group (order by extract(epoch from offered_at - created_at) / 86400)
               filter (where status = 'accepted') as median_days_waited,
           id, max(name) as name
      from made
     group by grouping sets ((), (id))
     order by (id is null) desc, offers desc, id
     limit $4::int4)sql"};

const Statement<WaitingFairness(Instant, Instant)> select_fairness{"scheduling.read_waiting_fairness", R"sql(
    with now_waiting as (
        select extract(epoch from $2 - w.created_at) / 86400 as days,
               exists (select from scheduling.waitlist_offers o where o.waiting_id = w.id) as was_offered
          from scheduling.waiting w where w.status = 'waiting'
    ), of_one as (
        select count(*) as offers from scheduling.waitlist_offers
         where offered_at >= $1 and offered_at <= $2 group by patient_id
    )
    select count(*) as waiting, count(*) filter (where not was_offered) as waiting_without_offer,
           max(days)::float8 as longest_days_waiting,
           max(days) filter (where not was_offered)::float8 as longest_days_without_offer,
           coalesce((select max(offers) from of_one), 0) as most_offers_of_one,
           (select avg(offers) from of_one)::float8 as mean_offers_of_one
      from now_waiting)sql"};

}  // namespace

WaitlistStatistics read_waitlist_statistics(postgres::Executor& db, Instant since, Instant now,
                                            StatisticsBy by) {
    WaitlistStatistics statistics;
    statistics.by = by;
    for (GroupRow& row : db.all(select_groups, since, now, by, limits::statistics_groups + 1)) {
        OfferCounts& counts = row;
        if (!row.id) {
            static_cast<OfferCounts&>(statistics) = std::move(counts);
            continue;
        }
        OfferGroup group;
        static_cast<OfferCounts&>(group) = std::move(counts);
        group.id = *row.id;
        group.name = row.name.value_or("");
        statistics.groups.push_back(std::move(group));
    }
    statistics.fairness = db.one(select_fairness, since, now);
    return statistics;
}

}  // namespace venera::scheduling
