// The time zones that a file names: those of tzdb by their name, however it is dressed up, else the file's
// own VTIMEZONE, if expanding it costs no more than a zone should.
#pragma once
#include <libical/ical.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/time/zone.hpp"

namespace venera::calendar {

struct FreeZone {
    void operator()(icaltimezone* zone) const { icaltimezone_free(zone, 1); }
};

// One of the two.
struct FileZone {
    Zone zone{};
    icaltimezone* own = nullptr;

    Instant instant(const icaltimetype& local) const;
    // What its clock shows, as a time without a zone.
    icaltimetype local(Instant at) const;
};

class FileZones {
public:
    // Requires: `calendar` outlives this object.
    FileZones(icalcomponent* calendar, const Zone& floating) : calendar_(calendar), floating_(floating) {}

    // Of a property's value: UTC, its TZID, or the owner's zone. Nothing if nobody knows the TZID.
    std::optional<FileZone> of(icalproperty* property, const icaltimetype& value);

private:
    std::optional<FileZone> find(const std::string& tzid);

    icalcomponent* calendar_;
    Zone floating_;
    std::map<std::string, std::optional<FileZone>> known_;
    std::vector<std::unique_ptr<icaltimezone, FreeZone>> own_;
};

}  // namespace venera::calendar
