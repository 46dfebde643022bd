// How long the availability index takes for a question, without HTTP: one doctor over 31 days, the earliest
// of many by specialty, with filters, on a day of a clock change, and with a duration for which nothing is
// kept; and what an edit of one doctor costs the writers. The world is made up here: doctors of 21 specialties
// in 40 cities, 20 visits each within 90 days, in three zones; in the order in which the index is built, by
// specialty.
#include <benchmark/benchmark.h>

#include <array>
#include <fstream>
#include <map>
#include <memory>
#include <random>

#include "platform/crypto/crypto.hpp"
#include "scheduling/availability_view.hpp"
#include "scheduling/calendar_examples.hpp"

namespace venera::scheduling {
namespace {

using std::chrono::days;

const Instant now = examples::at("2026-11-20T10:02:00Z");
constexpr std::array<const char*, 3> zones{"America/Lima", "America/Santiago", "Europe/Madrid"};
constexpr std::size_t batch = 2'000;

long resident_kilobytes() {
    std::ifstream status("/proc/self/status");
    std::string word;
    while (status >> word) {
        if (word != "VmRSS:") continue;
        long kilobytes = 0;
        status >> kilobytes;
        return kilobytes;
    }
    return 0;
}

class MadeUp {
public:
    explicit MadeUp(std::size_t doctors) : size_(doctors) {}

    DoctorState doctor(std::size_t number) {
        DoctorState state;
        state.id = DoctorId{make_uuid(now)};
        state.listed = listed(state.id, number);
        state.calendar = calendar(state.id, number);
        for (int i = 0; i < 20; ++i) state.occupations.push_back(visit(state.id));
        return state;
    }

private:
    std::int64_t roll(std::int64_t least, std::int64_t most) {
        return std::uniform_int_distribution<std::int64_t>(least, most)(dice_);
    }

    directory::ListedDoctor listed(DoctorId id, std::size_t number) {
        directory::ListedDoctor made;
        made.card.id = id;
        made.card.name = "Dra. Number " + std::to_string(number);
        const auto code = "specialty-" + std::to_string(number * 21 / size_);
        made.card.specialties = {{examples::value_of<Code>(code), "A specialty"}};
        made.city_folded = "city " + std::to_string(number % 40);
        made.card.clinic = {ClinicId{Uuid{}},
                            "Clinic of the city",
                            "Street 123",
                            made.city_folded,
                            examples::value_of<Country>("PE"),
                            "America/Lima"};
        made.card.currency = examples::value_of<Currency>("PEN");
        made.card.languages = {examples::value_of<Language>("es")};
        made.card.modes = {Mode::in_person, Mode::video};
        made.card.price_cents = roll(50, 300) * 100;
        made.card.rating = static_cast<double>(roll(30, 50)) / 10;
        made.latitude = -12.0 + static_cast<double>(roll(0, 1'000)) / 1'000;
        made.longitude = -77.0 + static_cast<double>(roll(0, 1'000)) / 1'000;
        return made;
    }

    Calendar calendar(DoctorId id, std::size_t number) {
        const auto start = std::to_string(7 + number % 3) + ":00";
        const auto end = std::to_string(16 + number % 4) + ":00";
        auto made =
            examples::calendar(zones.at(number % zones.size()), examples::every_day("0" + start, end));
        made.doctor_id = id;
        made.rules.horizon_days = {180};
        made.rules.buffer_after_minutes = {static_cast<std::int64_t>(number % 2 * 5)};
        return made;
    }

    Occupation visit(DoctorId doctor) {
        Occupation made;
        made.id = AppointmentId{make_uuid(now)};
        made.doctor_id = doctor;
        const auto start = now + days{roll(0, 89)} + minutes{roll(0, 100) * 5 - 2};
        made.visit = {start, start + minutes{30}};
        made.occupied = made.visit;
        return made;
    }

    std::size_t size_;
    std::mt19937_64 dice_{1};
};

// One world of each size for the whole run.
AvailabilityIndex& world(std::size_t doctors) {
    static std::map<std::size_t, std::unique_ptr<AvailabilityIndex>> worlds;
    if (const auto known = worlds.find(doctors); known != worlds.end()) return *known->second;
    worlds.clear();
    auto& fresh = worlds[doctors];
    const long before = resident_kilobytes();
    fresh = std::make_unique<AvailabilityIndex>(now);
    MadeUp made_up(doctors);
    for (std::size_t made = 0; made < doctors;) {
        std::vector<DoctorState> states;
        for (; made < doctors && states.size() < batch; ++made) states.push_back(made_up.doctor(made));
        fresh->put(std::move(states), now);
    }
    const auto bytes = static_cast<double>(resident_kilobytes() - before) * 1'024;
    AvailabilityIndex::View(*fresh, now).warm();
    std::printf("%zu doctors: %.0f bytes each with 20 visits\n", doctors,
                bytes / static_cast<double>(doctors));
    return *fresh;
}

IndexQuestion question() {
    IndexQuestion made;
    made.specialty = examples::value_of<Code>("specialty-3");
    made.days = 14;
    made.limit = 20;
    return made;
}

void ask(benchmark::State& state, const IndexQuestion& question) {
    const auto& index = world(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        const AvailabilityIndex::View view(index, now);
        benchmark::DoNotOptimize(view.earliest(question));
    }
}

void one_doctor_31_days(benchmark::State& state) {
    const auto& index = world(static_cast<std::size_t>(state.range(0)));
    auto one = question();
    one.limit = 1;
    const AvailabilityIndex::View view(index, now);
    const auto doctor = view.doctor(view.earliest(one).front().ordinal);
    const auto placement = placement_of(doctor.profile.practice->kinds.front());
    for (auto _ : state) {
        FreeDays free(doctor.profile, doctor.busy, placement, doctor.days, view.moment());
        int starts = 0;
        for (auto day = free.first_day(); day < free.first_day() + 31; ++day) starts += free.on(day).count();
        benchmark::DoNotOptimize(starts);
    }
}

void earliest_by_specialty(benchmark::State& state) { ask(state, question()); }

void earliest_by_specialty_city_and_price(benchmark::State& state) {
    auto narrow = question();
    const AvailabilityIndex::View view(world(static_cast<std::size_t>(state.range(0))), now);
    directory::DoctorFilter words;
    words.max_price_cents = 15'000;
    narrow.filter = *view.numbers_of(words, "city 7");
    ask(state, narrow);
}

void earliest_with_another_duration(benchmark::State& state) {
    auto longer = question();
    longer.duration = minutes{75};
    ask(state, longer);
}

void earliest_with_another_duration_and_three_filters(benchmark::State& state) {
    auto narrow = question();
    narrow.duration = minutes{75};
    narrow.filter.max_price_cents = 15'000;
    narrow.filter.min_rating = 4.0F;
    ask(state, narrow);
}

void earliest_of_everybody(benchmark::State& state) {
    auto everybody = question();
    everybody.specialty.reset();
    ask(state, everybody);
}

void earliest_of_everybody_with_another_duration(benchmark::State& state) {
    auto longer = question();
    longer.specialty.reset();
    longer.duration = minutes{75};
    ask(state, longer);
}

// Everybody's hours of one Sunday. On the last of March a third of the doctors put their clocks forward.
void ask_for_sunday(benchmark::State& state, std::string_view sunday) {
    auto one_day = question();
    one_day.specialty.reset();
    one_day.from = examples::date(sunday);
    one_day.days = 1;
    ask(state, one_day);
}

void earliest_of_everybody_on_a_sunday(benchmark::State& state) { ask_for_sunday(state, "2027-03-21"); }

void earliest_of_everybody_when_clocks_change(benchmark::State& state) {
    ask_for_sunday(state, "2027-03-28");
}

void a_booking_taken_in(benchmark::State& state) {
    AvailabilityIndex index(now);
    MadeUp made_up(1);
    std::vector<DoctorState> states;
    states.push_back(made_up.doctor(0));
    Occupation news = states.front().occupations.front();
    index.put(std::move(states), now);
    for (auto _ : state) {
        ++news.version;
        news.status = news.version % 2 == 0 ? Status::cancelled : Status::booked;
        index.put({&news, 1}, now + minutes{30 * news.version});
    }
}

// A doctor who is read again after an edit, among all the others.
void edit_one(benchmark::State& state, void (*edit)(DoctorState& doctor, std::size_t round)) {
    auto& index = world(static_cast<std::size_t>(state.range(0)));
    const DoctorState doctor = MadeUp(1).doctor(0);
    std::size_t round = 0;
    for (auto _ : state) {
        std::vector<DoctorState> edited{doctor};
        edit(edited.front(), ++round);
        index.put(std::move(edited), now);
    }
}

void hours_of_one_edited(benchmark::State& state) {
    edit_one(state, [](DoctorState& doctor, std::size_t round) {
        doctor.calendar->version = static_cast<std::int64_t>(round);
        doctor.calendar->rules.notice_minutes = {static_cast<std::int64_t>(round % 12 * 5)};
    });
}

void specialty_of_one_changed(benchmark::State& state) {
    edit_one(state, [](DoctorState& doctor, std::size_t round) {
        doctor.listed->card.specialties = {
            {examples::value_of<Code>("specialty-" + std::to_string(round % 21)), "A specialty"}};
    });
}

// As many as the feed reads at once, each of another specialty than before: the longest turn that a writer
// takes while there are readers.
void fifty_read_again(benchmark::State& state) {
    auto& index = world(static_cast<std::size_t>(state.range(0)));
    MadeUp made_up(50);
    std::vector<DoctorState> doctors;
    for (std::size_t number = 0; number < 50; ++number) doctors.push_back(made_up.doctor(number));
    std::size_t round = 0;
    for (auto _ : state) {
        ++round;
        for (std::size_t number = 0; number < doctors.size(); ++number)
            doctors[number].listed->card.specialties.front().code =
                examples::value_of<Code>("specialty-" + std::to_string((number + round) % 21));
        index.put(doctors, now);
    }
}

// Size by size, so that one world is in memory at a time.
void add_benchmarks() {
    benchmark::RegisterBenchmark("a_booking_taken_in", a_booking_taken_in);
    for (const std::int64_t doctors : {10'000, 100'000, 1'000'000}) {
        const auto add = [&](const char* name, void (*work)(benchmark::State&)) {
            benchmark::RegisterBenchmark(name, work)->Arg(doctors)->Unit(benchmark::kMicrosecond);
        };
        add("one_doctor_31_days", one_doctor_31_days);
        add("earliest_by_specialty", earliest_by_specialty);
        add("earliest_by_specialty_city_and_price", earliest_by_specialty_city_and_price);
        add("earliest_with_another_duration", earliest_with_another_duration);
        add("earliest_with_another_duration_and_three_filters",
            earliest_with_another_duration_and_three_filters);
        add("earliest_of_everybody", earliest_of_everybody);
        add("earliest_of_everybody_with_another_duration", earliest_of_everybody_with_another_duration);
        add("earliest_of_everybody_on_a_sunday", earliest_of_everybody_on_a_sunday);
        add("earliest_of_everybody_when_clocks_change", earliest_of_everybody_when_clocks_change);
        add("hours_of_one_edited", hours_of_one_edited);
        add("specialty_of_one_changed", specialty_of_one_changed);
        add("fifty_read_again", fifty_read_again);
    }
}

}  // namespace
}  // namespace venera::scheduling

int main(int count, char** arguments) {
    venera::crypto::initialise();
    benchmark::Initialize(&count, arguments);
    venera::scheduling::add_benchmarks();
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
}
