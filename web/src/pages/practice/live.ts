// The doctor's agenda as it changes: told by a stream, and read now and then where nobody tells.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { agenda } from '../../api/first'
import { follow } from '../../api/stream'

const poll_ms = 30_000
const gathered_ms = 250

// Some of the doctor's days, read again whenever something of them changed since they were first read; what comes together is read once.
export function useLiveAgenda(doctor_id: string, wanted: ReturnType<typeof agenda>) {
    const cache = useQueryClient()
    const [is_told, set_told] = useState(false)
    const [read_at, set_read_at] = useState<string>()
    const query = useQuery({ ...wanted, refetchInterval: is_told ? false : poll_ms })
    // As it is now, and not as it was kept from the last time.
    if (query.data?.position && !query.isFetching && !read_at) set_read_at(query.data.position)
    useEffect(() => {
        if (!read_at) return
        let timer = 0
        const days = { queryKey: ['mine', 'agenda', doctor_id] }
        // What is being read for the first time may be from before.
        const read = () => cache.cancelQueries(days).then(() => cache.invalidateQueries(days))
        const again = () => {
            clearTimeout(timer)
            timer = window.setTimeout(() => void read(), gathered_ms)
        }
        const stop = follow('/appointments/events', { doctor_id }, read_at, {
            event: ({ type }) => type !== 'ready' && again(),
            state: (state) => set_told(state === 'live'),
        })
        return () => {
            clearTimeout(timer)
            stop()
        }
    }, [cache, doctor_id, read_at])
    return query
}
