// Scheduling as other contexts see it. One of the program's ports.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "platform/http/context.hpp"
#include "platform/values/instant.hpp"
#include "platform/values/uuid.hpp"

namespace venera::scheduling {

class Scheduling {
public:
    virtual ~Scheduling() = default;

    // The first free start of each doctor within the horizon of their schedule, in the order asked; nothing
    // if none.
    virtual std::vector<std::optional<Instant>> next_available(Context& context,
                                                               const std::vector<DoctorId>& doctors) = 0;
};

// A visit as far as a review of it is concerned.
struct PastVisit {
    AppointmentId id;
    DoctorId doctor_id;
    ClinicId clinic_id;
    PatientId patient_id;
    std::optional<std::string> country;
    std::string doctor_name;
    Date local_date;         // where the clinic is
    bool took_place = false;  // once true, that never changes again
};

class PastVisits {
public:
    virtual ~PastVisits() = default;

    // Nothing if it is neither the caller's nor of somebody for whom they act.
    virtual std::optional<PastVisit> reached(Context& context, AppointmentId id) = 0;
    // Likewise of several, in no order.
    virtual std::vector<PastVisit> reached(Context& context, const std::vector<AppointmentId>& ids) = 0;
};

// Who keeps a copy of what the directory says of doctors: told right after the commit of a change, so that
// whoever made it finds it everywhere. It may miss some: the directory's outbox tells of all.
class DoctorWatcher {
public:
    virtual ~DoctorWatcher() = default;

    virtual void doctors_changed(Context& context, const std::vector<DoctorId>& doctors) = 0;
};

}  // namespace venera::scheduling
