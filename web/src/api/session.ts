// Who is signed in, in this tab. The access token lives in memory only; the refresh token is a cookie that no script can read. Whose
// it is is remembered, so that visitors who never signed in cause no refused call and all tabs are one person's.
import { useSyncExternalStore } from 'react'
import { marked, type Renewal, renewal as renewal_asked } from '../early'
import { home_of } from './areas'
import { type Schemas, Unreachable } from './client'

export type SignedIn = Schemas['SignedIn']
type State =
    | { status: 'unknown' | 'nobody' }
    | {
          status: 'signed_in'
          user: SignedIn['user']
          patient: SignedIn['patient']
          token: string
          until: number
      }

const mark = 'venera.signed_in'
const early_seconds = 30
const mark_of = ({ id, role }: SignedIn['user']) => `${id} ${role}`
let state: State = { status: marked ? 'unknown' : 'nobody' }
let renewal: Promise<boolean> | undefined
// The first one has been under way since before the application came (early.ts).
let early = renewal_asked
const listeners = new Set<() => void>()
const leavers = new Set<() => void>()
let leavings = 0

function become(next: State) {
    const before = state
    state = next
    if (next.status === 'signed_in') localStorage.setItem(mark, mark_of(next.user))
    else localStorage.removeItem(mark)
    if (before.status === 'signed_in' && (next.status !== 'signed_in' || next.user.id !== before.user.id)) {
        sessionStorage.clear()
        for (const forget of leavers) forget()
        ++leavings
    }
    for (const listener of listeners) listener()
}

// The cookie has become somebody else's, in another tab: nothing of this page goes on, and no call of it is sent as them.
function start_anew(): Promise<never> {
    sessionStorage.clear()
    location.reload()
    return new Promise(() => undefined)
}

async function ask(): Promise<Renewal> {
    const answer = await fetch('/api/v1/auth/refresh', { method: 'POST' })
    return { status: answer.status, news: answer.ok && (await answer.json()) }
}

async function exchange(): Promise<boolean> {
    const asked = early ?? ask().catch(() => undefined)
    early = undefined
    const answer = await asked
    if (answer?.news) {
        if (state.status === 'signed_in' && state.user.id !== answer.news.user.id) return start_anew()
        session.begin(answer.news)
        return true
    }
    // Out of reach, or asked to wait, is not signed out: the next call tries again.
    if (!answer || answer.status >= 500 || answer.status === 429) return false
    become({ status: 'nobody' })
    return false
}

export const session = {
    // The access token, or nothing for who is not signed in. One that is about to run out is exchanged before.
    async token(): Promise<string | undefined> {
        if (state.status === 'signed_in' && performance.now() > state.until) await session.renew()
        return state.status === 'signed_in' ? state.token : undefined
    },
    // Single-flight: whoever needs a new token at the same time waits for the same exchange.
    renew(): Promise<boolean> {
        renewal ??= exchange().finally(() => {
            renewal = undefined
        })
        return renewal
    },
    begin(answer: SignedIn) {
        const { user, patient, access_token, expires_in } = answer
        const until = performance.now() + (expires_in - early_seconds) * 1_000
        become({ status: 'signed_in', user, patient, token: access_token, until })
    },
    // Resolves once it is known who is here. Throws: Unreachable.
    async known(): Promise<State> {
        if (state.status === 'unknown' && !(await session.renew()) && state.status === 'unknown')
            throw new Unreachable()
        return state
    },
    // Where whoever is signed in begins.
    home: () => (state.status === 'signed_in' ? home_of(state.user.role) : '/'),
    is_over: () => state.status === 'nobody',
    // Whose role it was when this page began: a guess, until it is known who is here.
    last_role: marked?.split(' ')[1],
    subscribe(listener: () => void) {
        listeners.add(listener)
        return () => listeners.delete(listener)
    },
    // Told when somebody is here no more.
    at_leaving(forget: () => void) {
        leavers.add(forget)
    },
    // False if it could not be ended: then it goes on, and whoever asked is to be told.
    async end(): Promise<boolean> {
        const answer = await fetch('/api/v1/auth/logout', { method: 'POST' }).catch(() => undefined)
        if (!answer?.ok) return false
        become({ status: 'nobody' })
        return true
    },
}

// Signed out in another tab is signed out here.
addEventListener('storage', ({ key, newValue }) => {
    if (key !== mark || state.status !== 'signed_in') return
    if (!newValue) become({ status: 'nobody' })
    else if (newValue !== mark_of(state.user)) void start_anew()
})

// How often somebody has left: what is drawn for the next one is drawn anew.
export function useLeavings(): number {
    return useSyncExternalStore(session.subscribe, () => leavings)
}

export function useSession(): State {
    return useSyncExternalStore(session.subscribe, () => state)
}
