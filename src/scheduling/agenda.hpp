// GET /doctors/{id}/agenda: the day board of one doctor.
#pragma once
#include <vector>

#include "directory/directory.hpp"
#include "patients/patients.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/router.hpp"
#include "scheduling/appointment.hpp"
#include "scheduling/calendars.hpp"

namespace venera::scheduling {

class AgendaBoard {
public:
    AgendaBoard(Calendars& calendars, directory::Directory& directory, patients::Patients& patients)
        : calendars_(calendars), directory_(directory), patients_(patients) {}

    Result<Agenda, not_found, invalid_input> agenda(Context& context, http::Path<DoctorId> doctor,
                                                    const http::Query<AgendaQuery>& query);

private:
    bool may_see(Context& context, DoctorId doctor);

    Calendars& calendars_;
    directory::Directory& directory_;
    patients::Patients& patients_;
};

// What is left of `whole` without `parts`; both ascending, the parts may overlap each other.
std::vector<Period> subtract(const std::vector<Period>& whole, std::vector<Period> parts);

// As boards show them: with what the clocks of the zone say.
std::vector<AgendaPeriod> shown(const std::vector<Period>& periods, const Zone& zone);

}  // namespace venera::scheduling
