// One visit as its doctor sees it: its state, what can be done about it, and the notes.
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, Problem } from '../../api/client'
import { appointment } from '../../api/queries'
import { useWords } from '../../i18n'
import { usePracticeWords } from '../../i18n/practice'
import { useNow } from '../../state/now'
import { toast } from '../../state/toasts'
import { Asked } from '../../ui/asked'
import { FormBox, TextArea, useForm } from '../../ui/form'
import { Badge, Button, Notice } from '../../ui/parts'
import { type Step, show, steps_of, useSteps, type Visit } from './steps'

const kinds = {
    held: 'info',
    pending: 'warn',
    booked: 'info',
    arrived: 'ok',
    fulfilled: 'soft',
    cancelled: 'danger',
    noshow: 'danger',
    expired: 'soft',
} as const
// Not by colour alone: a sign as well as the word.
const signs: Partial<Record<Visit['status'], string>> = { arrived: '●', fulfilled: '✓', noshow: '✕' }

export function VisitStatus({ status }: { status: Visit['status'] }) {
    const own = usePracticeWords()
    return (
        <Badge kind={kinds[status]}>
            {signs[status] && <span aria-hidden="true">{signs[status]} </span>}
            {own.status[status]}
        </Badge>
    )
}

// A hold has nobody's name yet.
export function PatientLink({ visit }: { visit: Visit }) {
    const own = usePracticeWords().visit
    if (!visit.patient_id || visit.status === 'held') return own.nobody
    return (
        <Link
            to="/practice/patients/$id"
            params={{ id: visit.patient_id }}
            aria-label={own.chart_of(visit.patient_name ?? '')}
            className="link inline-block min-h-6"
        >
            {visit.patient_name}
        </Link>
    )
}

export function Steps({ visit, after }: { visit: Visit; after?: () => void }) {
    const own = usePracticeWords().visit
    const now = useNow()
    const { take } = useSteps()
    const [asks, ask] = useState(false)
    const steps = steps_of(visit, now)
    const name = visit.patient_name ?? visit.reference
    const run = (step: Step) => {
        ask(false)
        void take(visit, step)
        after?.()
    }
    if (steps.length === 0) return visit.status === 'arrived' && <p className="text-sm">{own.too_early}</p>
    return (
        <div className="no-print flex flex-wrap gap-2">
            {steps.map((step, index) => (
                <Button
                    key={step}
                    look={index === 0 ? 'primary' : step === 'no-show' ? 'warning' : 'secondary'}
                    className="px-4!"
                    onClick={() => (step === 'no-show' ? ask(true) : run(step))}
                >
                    {own.steps[step]}
                    <span className="sr-only">{own.of(name)}</span>
                </Button>
            ))}
            <Asked
                open={asks}
                close={() => ask(false)}
                title={own.no_show_title}
                text={own.no_show_text(name)}
                yes={own.no_show_action}
                no={own.back}
                run={async () => run('no-show')}
            />
        </div>
    )
}

// What is written stays here when somebody else was quicker; theirs is shown beside it.
function NotesForm({ visit, close }: { visit: Visit; close: () => void }) {
    const own = usePracticeWords().visit
    const cache = useQueryClient()
    const form = useForm({ notes: visit.notes ?? '' })
    const [base, set_base] = useState(visit)
    const [theirs, set_theirs] = useState<Visit>()
    // A version that is newer for another reason, as when the patient has arrived, is no conflict of the notes.
    const put = async (notes: string | null): Promise<Visit | undefined> => {
        const path = { id: visit.id }
        const write = (version: number) => api.patch('/appointments/{id}', { path, version, body: { notes } })
        try {
            return await write(base.version)
        } catch (problem) {
            if (!(problem instanceof Problem) || problem.status !== 412) throw problem
            const newest = await cache.fetchQuery({ ...appointment(visit.id), staleTime: 0 })
            set_base(newest)
            show(cache, newest)
            if ((newest.notes || null) === (base.notes || null)) return await write(newest.version)
            set_theirs(newest)
            return undefined
        }
    }
    const save = async () => {
        const saved = await put(form.values.notes.trim() || null)
        if (!saved) return
        show(cache, saved)
        toast(own.notes_saved)
        close()
    }
    return (
        <FormBox form={form} action={own.save_notes} look="secondary" send={save} className="mt-2 space-y-3">
            {theirs && (
                <Notice kind="warn" role="alert">
                    <p>{own.notes_changed}</p>
                    <blockquote className="mt-1 border-l-4 border-line pl-3 whitespace-pre-line">
                        {theirs.notes || own.no_notes}
                    </blockquote>
                </Notice>
            )}
            <TextArea {...form.bind('notes')} label={own.notes} hint={own.notes_hint} maxLength={2000} />
        </FormBox>
    )
}

export function Notes({ visit }: { visit: Visit }) {
    const own = usePracticeWords().visit
    const words = useWords()
    const [edits, edit] = useState(false)
    if (!visit.patient_id || visit.status === 'held') return null
    if (edits) return <NotesForm visit={visit} close={() => edit(false)} />
    return (
        <div className="text-sm">
            {visit.notes && (
                <p className="mt-1 whitespace-pre-line">
                    <span className="text-muted">{own.notes}:</span> {visit.notes}
                </p>
            )}
            <button type="button" className="link no-print min-h-6 cursor-pointer" onClick={() => edit(true)}>
                {visit.notes ? `${words.change}: ${own.notes.toLowerCase()}` : own.add_notes}
                <span className="sr-only">{own.of(visit.patient_name ?? '')}</span>
            </button>
        </div>
    )
}
