// A board that is kept fresh: the stream is opened first, then the board is read, so that nothing falls between the two.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api, Problem } from '../../api/client'
import { type Board, board, board_key, without_visit } from '../../api/desk'
import { follow, type LiveEvent, type LiveState } from '../../api/stream'
import { useKeep } from './steps'

const patience_ms = 2_000
const poll_ms = 20_000

export function useLiveBoard(clinic_id: string, date: string) {
    const cache = useQueryClient()
    const keep = useKeep()
    const [state, set_state] = useState<LiveState>('connecting')
    // For which board the stream has begun, or will not in time: only then is there something to read.
    const [begun, set_begun] = useState('')
    const place = `${clinic_id} ${date}`
    const query = useQuery({
        ...board(clinic_id, date),
        enabled: begun === place,
        refetchInterval: state === 'lost' ? poll_ms : false,
        refetchIntervalInBackground: true,
    })
    // biome-ignore lint/correctness/useExhaustiveDependencies: another board is another stream, and nothing else is
    useEffect(() => {
        const key = board_key(clinic_id, date)
        const known = (id: string) => cache.getQueryData<Board>(key)?.visits.find((visit) => visit.id === id)
        const gone = (id: string) =>
            cache.setQueryData<Board>(key, (before) => before && without_visit(before, id))
        const hear = async ({ type, data }: LiveEvent) => {
            if (type === 'ready') return
            if (type === 'reset') {
                set_begun(place)
                await cache.invalidateQueries({ queryKey: key })
                return
            }
            const id = String(data.appointment_id)
            if (Number(data.version) <= (known(id)?.version ?? 0)) return
            if (type === 'appointment.left' || data.status === 'expired') gone(id)
            else
                await api
                    .get('/appointments/{id}', { path: { id } })
                    .then(keep)
                    .catch((error) => {
                        if (error instanceof Problem && error.status === 404) gone(id)
                        else void cache.invalidateQueries({ queryKey: key })
                    })
        }
        set_state('connecting')
        const timer = setTimeout(() => set_begun(place), patience_ms)
        const stop = follow(
            '/appointments/events',
            { clinic_id, date },
            {
                event: (event) => void hear(event),
                state: (next) => {
                    set_state(next)
                    if (next === 'lost') set_begun(place)
                },
            },
        )
        return () => {
            clearTimeout(timer)
            stop()
            // What is read later is read anew.
            cache.removeQueries({ queryKey: key })
        }
    }, [clinic_id, date])
    return { ...query, state }
}
