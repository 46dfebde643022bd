// A time that nobody is offered: reception may take it all the same, if nothing but the doctor's rules is against it. The server turns
// what the doctor's clock shows into an instant, and names the rules.
import { useId, useState } from 'react'
import { api } from '../../api/client'
import { short_day } from '../../format'
import { useDeskWords } from '../../i18n/desk'
import { useBookingWords } from '../../i18n/desk_book'
import { Failure } from '../../ui/form'
import { Button } from '../../ui/parts'
import type { ChosenTime, Rule } from './times'

// Nobody sets these aside.
export const unbreakable = ['taken', 'held', 'patient_busy', 'doctor_retired']

export function OtherTime({
    doctor,
    visit_type,
    choose,
}: {
    doctor: { id: string; name: string }
    visit_type?: string
    choose: (time: ChosenTime) => void
}) {
    const own = useBookingWords().times
    const names = useDeskWords().rules
    const id = useId()
    const [date, set_date] = useState('')
    const [time, set_time] = useState('')
    const [said, say] = useState('')
    const [error, set_error] = useState<unknown>()
    const [pending, set_pending] = useState(false)
    const look = async () => {
        if (!date || !time) return
        set_pending(true)
        set_error(undefined)
        say('')
        try {
            const { start, local_date, local_time, reasons } = await api.get(
                '/doctors/{id}/availability/explain',
                { path: { id: doctor.id }, query: { local_start: `${date}T${time}`, visit_type } },
            )
            const rules = reasons.map(({ rule }) => rule)
            if (rules.some((rule) => unbreakable.includes(rule))) return say(own.other_taken)
            const when = `${short_day(local_date)} ${local_time}`
            say(
                rules.length > 0
                    ? own.other_exception(when, rules.map((rule) => names[rule] ?? rule).join(', '))
                    : own.other_chosen(when),
            )
            choose({
                doctor_id: doctor.id,
                doctor_name: doctor.name,
                start,
                local_date,
                local_time,
                ...(rules.length > 0 ? { rules: rules as Rule[] } : {}),
            })
        } catch (problem) {
            set_error(problem)
        } finally {
            set_pending(false)
        }
    }
    const pressed = (event: React.KeyboardEvent) => {
        if (event.key !== 'Enter') return
        event.preventDefault()
        void look()
    }
    return (
        <details className="border-t border-line pt-3">
            <summary className="min-h-6 cursor-pointer font-semibold">{own.other}</summary>
            <div className="mt-3 flex flex-wrap items-end gap-3">
                <label className="block" htmlFor={`${id}date`}>
                    <span className="mb-1 block font-medium">{own.other_date}</span>
                    <input
                        id={`${id}date`}
                        type="date"
                        className="field"
                        value={date}
                        onChange={(event) => set_date(event.target.value)}
                        onKeyDown={pressed}
                    />
                </label>
                <label className="block" htmlFor={`${id}time`}>
                    <span className="mb-1 block font-medium">{own.other_time}</span>
                    <input
                        id={`${id}time`}
                        type="time"
                        step={300}
                        className="field"
                        value={time}
                        onChange={(event) => set_time(event.target.value)}
                        onKeyDown={pressed}
                    />
                </label>
                <Button
                    look="secondary"
                    pending={pending}
                    disabled={!date || !time}
                    className="disabled:opacity-60"
                    onClick={() => void look()}
                >
                    {own.other_look}
                </Button>
            </div>
            <p role="status" className="mt-2">
                {said}
            </p>
            {Boolean(error) && <Failure error={error} />}
        </details>
    )
}
