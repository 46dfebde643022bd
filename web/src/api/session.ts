// Who is signed in, in this tab. The access token lives in memory only; the refresh token is a cookie that no script can read. That
// there is one is remembered, so that visitors who never signed in cause no refused call.
import { useSyncExternalStore } from 'react'
import { home_of } from './areas'
import type { Schemas } from './client'

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
let state: State = { status: localStorage.getItem(mark) ? 'unknown' : 'nobody' }
let renewal: Promise<boolean> | undefined
const listeners = new Set<() => void>()

function become(next: State) {
    // What a session left in this tab goes with it.
    if (state.status === 'signed_in' && next.status === 'nobody') sessionStorage.clear()
    state = next
    if (next.status === 'signed_in') localStorage.setItem(mark, '1')
    else localStorage.removeItem(mark)
    for (const listener of listeners) listener()
}

async function exchange(): Promise<boolean> {
    const answer = await fetch('/api/v1/auth/refresh', { method: 'POST' }).catch(() => undefined)
    if (answer?.ok) {
        session.begin(await answer.json())
        return true
    }
    // Out of reach is not signed out: the next call tries again.
    if (!answer || answer.status >= 500) return false
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
    // Resolves once it is known who is here.
    async known(): Promise<State> {
        if (state.status === 'unknown' && !(await session.renew()) && state.status === 'unknown')
            become({ status: 'nobody' })
        return state
    },
    // Where whoever is signed in begins.
    home: () => (state.status === 'signed_in' ? home_of(state.user.role) : '/'),
    is_over: () => state.status === 'nobody',
    subscribe(listener: () => void) {
        listeners.add(listener)
        return () => listeners.delete(listener)
    },
    async end() {
        await fetch('/api/v1/auth/logout', { method: 'POST' }).catch(() => undefined)
        become({ status: 'nobody' })
    },
}

// Signed out in another tab is signed out here.
addEventListener('storage', (event) => {
    if (event.key === mark && !event.newValue && state.status === 'signed_in') become({ status: 'nobody' })
})

export function useSession(): State {
    return useSyncExternalStore(session.subscribe, () => state)
}
