// The time that this tab holds. What is kept for a reload: which time, the key of its request, the answer with its token; never
// what somebody wrote. Asking again for the same time gives the same hold, so effects may run twice.
import { api, Problem, type Schemas, server_now } from '../api/client'
import { random_key } from './keys'

export type Hold = Schemas['Hold']
export interface Wanted {
    doctor_id: string
    start: string
    visit_type?: string
    patient_id?: string // whom it is for, if not for who asks: a hold is one person's
}
interface Kept extends Wanted {
    key: string
    hold?: Hold
}

const place = 'venera.hold'
const kept_ms = 10_000

function kept(): Kept | undefined {
    try {
        return JSON.parse(sessionStorage.getItem(place) ?? 'null') ?? undefined
    } catch {
        return undefined
    }
}
function keep(what: Kept) {
    sessionStorage.setItem(place, JSON.stringify(what))
}
const is_for = (one: Wanted, other: Wanted) =>
    (['doctor_id', 'start', 'visit_type', 'patient_id'] as const).every((part) => one[part] === other[part])
export const ends_at = (hold: Hold) => Date.parse(hold.expires_at)

// That time, if this tab holds it already.
export function held_already(wanted: Wanted): Hold | undefined {
    const before = kept()
    if (!before?.hold || !is_for(before, wanted)) return undefined
    return ends_at(before.hold) > server_now() ? before.hold : undefined
}

let asked: { wanted: Wanted; answer: Promise<Hold>; is_ahead: boolean; is_over: boolean } | undefined

// Throws: as api. Who asks again for the same time while it is asked for waits for the same answer. `is_ahead`: for a page that is still
// on its way; a refusal is kept for it, once.
export function hold(wanted: Wanted, is_ahead = false): Promise<Hold> {
    const before = asked && is_for(asked.wanted, wanted) ? asked : undefined
    if (before) {
        before.is_ahead = is_ahead
        if (before.is_over) asked = undefined
        return before.answer
    }
    const now = { wanted, answer: ask_for(wanted), is_ahead, is_over: false }
    asked = now
    const forget = () => {
        if (asked === now) asked = undefined
    }
    now.answer.then(forget, () => {
        now.is_over = true
        if (now.is_ahead) setTimeout(forget, kept_ms)
        else forget()
    })
    return now.answer
}

async function ask_for(wanted: Wanted): Promise<Hold> {
    const already = held_already(wanted)
    if (already) return already
    const before = kept()
    const same = before && is_for(before, wanted) ? before : undefined
    if (before?.hold && !same) await release()
    const now: Kept = { ...wanted, key: same && !same.hold ? same.key : random_key() }
    keep(now)
    try {
        const answer = await api.post('/holds', { body: wanted, key: now.key })
        keep({ ...now, hold: answer })
        return answer
    } catch (error) {
        if (error instanceof Problem) forget_hold()
        throw error
    }
}

export async function extend(one: Hold): Promise<Hold> {
    const body = { holder_token: one.holder_token }
    const answer = { ...(await api.post('/holds/{id}/extend', { path: { id: one.id }, body })), ...body }
    const before = kept()
    if (before?.hold?.id === one.id) keep({ ...before, hold: answer })
    return answer
}

// Gives the time back to others; it would run out by itself.
export async function release() {
    const before = kept()
    forget_hold()
    if (!before?.hold) return
    const { id, holder_token } = before.hold
    await api.delete('/holds/{id}', { path: { id }, body: { holder_token } }).catch(() => undefined)
}

export function forget_hold() {
    sessionStorage.removeItem(place)
}
