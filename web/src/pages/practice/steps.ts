// What a doctor does with a visit as it happens: shown at once, put back if the server says no.
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { api, Problem, type Schemas } from '../../api/client'
import type { Agenda } from '../../api/practice'
import { useWords } from '../../i18n'
import { usePracticeWords } from '../../i18n/practice'
import { toast } from '../../state/toasts'

export type Visit = Schemas['Appointment']
export type Step = 'check-in' | 'complete' | 'no-show'

const becomes = { 'check-in': 'arrived', complete: 'fulfilled', 'no-show': 'noshow' } as const
const early_visit_ms = 2 * 3_600_000

// The same rules as the server's, which decides: nothing is offered that it would refuse.
export function steps_of(visit: Visit, now: number): Step[] {
    const start = Date.parse(visit.start)
    if (visit.status === 'arrived') return start <= now + early_visit_ms ? ['complete'] : []
    if (visit.status !== 'booked') return []
    return start <= now ? ['check-in', 'complete', 'no-show'] : ['check-in']
}

// The visit as it is now, wherever it is shown.
export function show(cache: QueryClient, visit: Visit) {
    cache.setQueriesData<Agenda>(
        { queryKey: ['mine', 'agenda'] },
        (agenda) =>
            agenda && {
                ...agenda,
                appointments: agenda.appointments.map((one) => (one.id === visit.id ? visit : one)),
            },
    )
}

const calls = {
    'check-in': (visit: Visit) =>
        api.post('/appointments/{id}/check-in', { path: { id: visit.id }, version: visit.version }),
    complete: (visit: Visit) =>
        api.post('/appointments/{id}/complete', { path: { id: visit.id }, version: visit.version }),
    'no-show': (visit: Visit) =>
        api.post('/appointments/{id}/no-show', { path: { id: visit.id }, version: visit.version }),
}

const name_of = (visit: Visit) => visit.patient_name ?? visit.reference

export function useSteps() {
    const cache = useQueryClient()
    const words = useWords()
    const own = usePracticeWords().visit
    const failed = (error: unknown) => {
        void cache.invalidateQueries({ queryKey: ['mine', 'agenda'] })
        if (!(error instanceof Problem)) toast(words.unreachable)
        else toast(error.status === 412 ? own.changed : error.message)
    }
    const undo_check_in = async (visit: Visit) => {
        const { id, version } = visit
        show(cache, { ...visit, status: 'booked' })
        try {
            show(cache, await api.delete('/appointments/{id}/check-in', { path: { id }, version }))
            toast(own.undone(name_of(visit)))
        } catch (error) {
            show(cache, visit)
            failed(error)
        }
    }
    const take = async (visit: Visit, step: Step) => {
        show(cache, { ...visit, status: becomes[step] })
        try {
            const after = await calls[step](visit)
            const undo = { label: own.undo, run: () => void undo_check_in(after) }
            show(cache, after)
            toast(own.done[step](name_of(visit)), step === 'check-in' ? undo : undefined)
        } catch (error) {
            show(cache, visit)
            failed(error)
        }
    }
    return { take, failed }
}
