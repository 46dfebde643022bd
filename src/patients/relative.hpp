// People who act for others as the API takes and shows them, and what their consent stands on.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "patients/patients.hpp"
#include "platform/json/json.hpp"

namespace venera::patients {

using RelativeId = Id<struct RelativeTag>;

// What the person acted for is to the one who acts.
enum class Relationship : std::uint8_t { child, parent, other };
BOOST_DESCRIBE_ENUM(Relationship, child, parent, other)

// parent_of_minor: declared by the parent, lasts until the child comes of age. own_consent: given by the
// person acted for, from their own account.
enum class Basis : std::uint8_t { parent_of_minor, own_consent };
BOOST_DESCRIBE_ENUM(Basis, parent_of_minor, own_consent)

enum class RelativeStatus : std::uint8_t { requested, active };
BOOST_DESCRIBE_ENUM(RelativeStatus, requested, active)

// for_relative: the caller acts for them. for_me: they act for the caller.
enum class Direction : std::uint8_t { for_relative, for_me };
BOOST_DESCRIBE_ENUM(Direction, for_relative, for_me)

// Either a minor child, who gets a profile without an account, or somebody with an account, by the reference
// that they told: they have to accept.
struct NewRelative {
    Relationship relationship = Relationship::child;
    std::optional<Text<16>> reference;
    std::optional<Text<100>> first_name;
    std::optional<Text<100>> last_name;
    std::optional<Date> birth_date;
    std::optional<Gender> gender;
    std::optional<Language> language;
};
BOOST_DESCRIBE_STRUCT(NewRelative, (),
                      (relationship, reference, first_name, last_name, birth_date, gender, language))
void check(const NewRelative& wish, json::Issues& issues);

// One consent, or the request for one, as one of its two parties sees it.
struct Relative {
    RelativeId id;
    Direction direction = Direction::for_relative;
    Relationship relationship = Relationship::child;
    RelativeStatus status = RelativeStatus::requested;
    Basis basis = Basis::own_consent;
    // The other person; who asks learns neither name nor id before they are accepted.
    std::optional<PatientId> patient_id;
    std::optional<std::string> first_name;
    std::optional<std::string> last_name;
    std::optional<Date> birth_date;  // of a minor child
    Instant requested_at;
    std::optional<UserId> consented_by;
    std::optional<Instant> consented_at;
    std::optional<Date> ends_on;  // when the child comes of age
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Relative, (),
                      (id, direction, relationship, status, basis, patient_id, first_name, last_name,
                       birth_date, requested_at, consented_by, consented_at, ends_on, version))

// The age at which a parent's right to act ends: 18 in every country of the platform (in the United States:
// in almost all states).
inline constexpr std::chrono::years age_of_majority{18};
// Who was born on 29 February comes of age on 1 March.
Date comes_of_age(Date birth_date);
// Who was born after this date is a minor on `today`: has not come of age.
Date minors_born_after(Date today);

}  // namespace venera::patients
