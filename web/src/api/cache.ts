import { QueryClient } from '@tanstack/react-query'
import { Unreachable } from './client'
import { session } from './session'

// What the pages have read. Only what did not arrive is asked for again: a refusal is an answer.
export const cache = new QueryClient({
    defaultOptions: {
        queries: {
            retry: (failures, error) => error instanceof Unreachable && failures < 2,
            refetchOnWindowFocus: false,
        },
    },
})

// Nobody who comes after finds what somebody read.
session.subscribe(() => {
    if (session.is_over()) cache.removeQueries({ queryKey: ['mine'] })
})

// Free times as they were before one of them was taken: whoever looks again reads them anew.
export function forget_times() {
    cache.removeQueries({ queryKey: ['availability'] })
    cache.removeQueries({ queryKey: ['search'] })
}
