// The areas of those who work here, and whose they are.
import type { SignedIn } from './session'

type Role = SignedIn['user']['role']
export const areas = {
    practice: ['doctor'],
    desk: ['staff', 'admin'],
    admin: ['admin'],
} satisfies Record<string, Role[]> as Record<'practice' | 'desk' | 'admin', Role[]>
export type Area = keyof typeof areas

export const areas_of = (role: Role) =>
    (Object.keys(areas) as Area[]).filter((name) => areas[name].includes(role))

// Where somebody's day begins. An administrator's is not the desk.
export const home_of = (role: Role) => {
    const own = areas_of(role).at(-1)
    return own ? (`/${own}` as const) : '/appointments'
}
