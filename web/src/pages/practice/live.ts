// The doctor's agenda as it changes: told by a stream, and read now and then where nobody tells.
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { follow } from '../../api/stream'

const poll_ms = 30_000
const gathered_ms = 250

// Reads the doctor's days again whenever something of them changed; what comes together is read once. The answer is how often the
// page has to look by itself.
export function useLiveAgenda(doctor_id: string): number | false {
    const cache = useQueryClient()
    const [is_told, set_told] = useState(false)
    useEffect(() => {
        if (!doctor_id) return
        let timer = 0
        const again = () => {
            clearTimeout(timer)
            timer = window.setTimeout(
                () => void cache.invalidateQueries({ queryKey: ['mine', 'agenda', doctor_id] }),
                gathered_ms,
            )
        }
        const stop = follow(
            '/appointments/events',
            { doctor_id },
            {
                event: ({ type }) => type !== 'ready' && again(),
                state: (state) => set_told(state === 'live'),
            },
        )
        return () => {
            clearTimeout(timer)
            stop()
        }
    }, [cache, doctor_id])
    return is_told ? false : poll_ms
}
