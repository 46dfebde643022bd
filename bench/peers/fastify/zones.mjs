// Wall-clock times of a zone and instants, both as minutes: since 1970 in the zone, and since 1970 in UTC.
const formats = new Map()
const days = new Map()
export const minutes_per_day = 1440

// Minutes east of UTC at an instant.
function offset_at(zone, instant) {
    if (!formats.has(zone)) {
        const options = {
            timeZone: zone,
            hourCycle: 'h23',
            year: 'numeric',
            month: 'numeric',
            day: 'numeric',
            hour: 'numeric',
            minute: 'numeric',
        }
        formats.set(zone, new Intl.DateTimeFormat('en-US', options))
    }
    const parts = Object.fromEntries(
        formats
            .get(zone)
            .formatToParts(instant * 60_000)
            .map(({ type, value }) => [type, Number(value)]),
    )
    return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute) / 60_000 - instant
}

// The first instant of a wall-clock time; nothing if the clock skips it.
function looked_up(zone, local) {
    const offsets = [offset_at(zone, local - minutes_per_day), offset_at(zone, local + minutes_per_day)]
    const fitting = offsets.map((offset) => local - offset).filter((instant) => instant + offset_at(zone, instant) === local)
    return fitting.length ? Math.min(...fitting) : undefined
}

// The offset of a day on which the clock does not change; asked for once.
function offset_of(zone, day) {
    if (!days.has(zone)) days.set(zone, new Map())
    const known = days.get(zone)
    if (!known.has(day)) {
        const begin = looked_up(zone, day * minutes_per_day)
        const end = looked_up(zone, (day + 1) * minutes_per_day)
        known.set(day, end - begin === minutes_per_day ? day * minutes_per_day - begin : undefined)
    }
    return known.get(day)
}

export function instant_of(zone, local) {
    const offset = offset_of(zone, Math.floor(local / minutes_per_day))
    return offset === undefined ? looked_up(zone, local) : local - offset
}

export function local_of(zone, instant) {
    const near = Math.floor(instant / minutes_per_day)
    for (const day of [near - 1, near, near + 1]) {
        const offset = offset_of(zone, day)
        if (offset !== undefined && Math.floor((instant + offset) / minutes_per_day) === day) return instant + offset
    }
    return instant + offset_at(zone, Math.floor(instant))
}

export const date_text = (day) => new Date(day * 86_400_000).toISOString().slice(0, 10)
export const clock_text = (local) => new Date(local * 60_000).toISOString().slice(11, 16)
export const instant_text = (instant) => new Date(instant * 60_000).toISOString().replace('.000Z', 'Z')
