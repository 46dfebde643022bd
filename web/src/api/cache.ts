import { QueryCache, QueryClient } from '@tanstack/react-query'
import { Problem, Unreachable } from './client'
import { session } from './session'

// What the pages have read. Only what did not arrive is asked for again: a refusal is an answer, and whoever may not see a thing any
// more does not go on to see it.
export const cache = new QueryClient({
    queryCache: new QueryCache({
        onError: (error, query) => {
            if (error instanceof Problem && [403, 404].includes(error.status))
                query.setState({ data: undefined })
        },
    }),
    defaultOptions: {
        queries: {
            retry: (failures, error) => error instanceof Unreachable && failures < 2,
            refetchOnWindowFocus: false,
        },
    },
})

// Nobody who comes after finds what somebody read: only what the API tells everybody stays.
const of_everybody = new Set<unknown>([
    'availability',
    'clinics',
    'countries',
    'doctor',
    'doctors',
    'reviews of doctor',
    'search',
    'specialties',
])
session.at_leaving(() => {
    cache.removeQueries({ predicate: ({ queryKey }) => !of_everybody.has(queryKey[0]) })
    cache.getMutationCache().clear()
    window.venera_answers?.clear()
})

// Resolves once nothing is being read; what is asked for with an answer belongs to it.
export function at_rest(): Promise<void> {
    return new Promise((resolve) => {
        const look = () => {
            if (cache.isFetching() > 0) return
            stop()
            resolve()
        }
        const stop = cache.getQueryCache().subscribe(() => setTimeout(look))
        look()
    })
}

// Free times as they were before one of them was taken: whoever looks again reads them anew.
export function forget_times() {
    cache.removeQueries({ queryKey: ['availability'] })
    cache.removeQueries({ queryKey: ['search'] })
}
