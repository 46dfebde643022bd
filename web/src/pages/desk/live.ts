// A board that is kept fresh: a stream tells what has happened since it was read.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api, Problem } from '../../api/client'
import { type Board, without_visit } from '../../api/desk'
import { board, board_key } from '../../api/first'
import { follow, type LiveEvent, type LiveState } from '../../api/stream'
import { useKeep } from './steps'

const poll_ms = 20_000

export function useLiveBoard(clinic_id: string, date: string) {
    const cache = useQueryClient()
    const keep = useKeep()
    const [state, set_state] = useState<LiveState>('connecting')
    const [read_at, set_read_at] = useState<string>()
    const query = useQuery({
        ...board(clinic_id, date),
        refetchInterval: ({ state: { status } }) =>
            state === 'lost' || status === 'error' ? poll_ms : false,
        refetchIntervalInBackground: true,
    })
    if (query.data?.position && !read_at) set_read_at(query.data.position)
    // biome-ignore lint/correctness/useExhaustiveDependencies: another board is another stream, and nothing else is
    useEffect(() => {
        if (!read_at) return
        let is_over = false
        const key = board_key(clinic_id, date)
        const known = (id: string) => cache.getQueryData<Board>(key)?.visits.find((visit) => visit.id === id)
        const gone = (id: string) =>
            cache.setQueryData<Board>(key, (before) => before && without_visit(before, id))
        const hear = async ({ type, data }: LiveEvent) => {
            if (type === 'ready') return
            if (type === 'reset') return cache.invalidateQueries({ queryKey: key })
            const id = String(data.appointment_id)
            if (Number(data.version) <= (known(id)?.version ?? 0)) return
            if (type === 'appointment.left' || data.status === 'expired') gone(id)
            else
                await api
                    .get('/appointments/{id}', { path: { id } })
                    .then((one) => is_over || keep(one))
                    .catch((error) => {
                        if (is_over) return
                        if (error instanceof Problem && error.status === 404) gone(id)
                        else void cache.invalidateQueries({ queryKey: key })
                    })
        }
        const stop = follow('/appointments/events', { clinic_id, date }, read_at, {
            event: (event) => void hear(event),
            state: set_state,
        })
        return () => {
            is_over = true
            stop()
            // What is read later is read anew.
            cache.removeQueries({ queryKey: key })
        }
    }, [clinic_id, date, read_at])
    return { ...query, state }
}
