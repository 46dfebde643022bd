// What reception does to a visit, and what boards and panels show of it at once.
import { useQueryClient } from '@tanstack/react-query'
import { api, Problem } from '../../api/client'
import { type Board, type BoardVisit, visit_key, with_visit } from '../../api/desk'
import type { Appointment } from '../../api/queries'
import { useWords } from '../../i18n'
import { useDeskWords } from '../../i18n/desk'
import { toast } from '../../state/toasts'

type Known = Pick<BoardVisit, 'id' | 'version' | 'status' | 'patient_name'>

// Shows a visit as it is now, wherever it is shown.
export function useKeep() {
    const cache = useQueryClient()
    return (news: Appointment) => {
        cache.setQueryData<Appointment>(visit_key(news.id), (known) =>
            known && known.version > news.version ? known : news,
        )
        cache.setQueriesData<Board>({ queryKey: ['desk', 'board'] }, (one) => one && with_visit(one, news))
    }
}

// Why something was not done, in words; what another has done meanwhile is shown.
export function useTrouble() {
    const words = useWords()
    const own = useDeskWords()
    const keep = useKeep()
    return async (id: string, error: unknown) => {
        const is_stale =
            error instanceof Problem && (error.status === 412 || error.code === 'invalid_transition')
        if (is_stale) keep(await api.get('/appointments/{id}', { path: { id } }))
        const why = error instanceof Problem ? error.message : words.unreachable
        toast(is_stale ? own.visit.changed : own.visit.not_done(why))
    }
}

export function useSteps() {
    const own = useDeskWords()
    const cache = useQueryClient()
    const keep = useKeep()
    const trouble = useTrouble()
    // What is expected, until it is known.
    const show = (id: string, status: BoardVisit['status']) => {
        cache.setQueryData<Appointment>(visit_key(id), (known) => known && { ...known, status })
        cache.setQueriesData<Board>(
            { queryKey: ['desk', 'board'] },
            (one) =>
                one && {
                    ...one,
                    visits: one.visits.map((visit) => (visit.id === id ? { ...visit, status } : visit)),
                },
        )
    }
    const at_once = async (
        visit: Known,
        expected: BoardVisit['status'],
        call: () => Promise<Appointment>,
    ): Promise<Appointment | undefined> => {
        show(visit.id, expected)
        try {
            const done = await call()
            keep(done)
            return done
        } catch (error) {
            show(visit.id, visit.status)
            await trouble(visit.id, error).catch(() => undefined)
            return undefined
        }
    }
    const undo_check_in = async (visit: Known) => {
        const { id, version } = visit
        const done = await at_once(visit, 'booked', () =>
            api.delete('/appointments/{id}/check-in', { path: { id }, version }),
        )
        if (done) toast(own.visit.undone(done.patient_name ?? ''))
    }
    const check_in = async (visit: Known) => {
        const { id, version } = visit
        const done = await at_once(visit, 'arrived', () =>
            api.post('/appointments/{id}/check-in', { path: { id }, version }),
        )
        if (done)
            toast(own.visit.checked_in(done.patient_name ?? ''), {
                label: own.visit.undo,
                run: () => void undo_check_in(done),
            })
    }
    return { check_in, undo_check_in }
}
