// What came of a booking, and what comes next.
import { useEffect, useRef } from 'react'
import type { Appointment } from '../../api/queries'
import { full_day, money } from '../../format'
import { useBookingWords } from '../../i18n/desk_book'
import { Button, ButtonLink, Notice } from '../../ui/parts'
import { Facts, StaffPage } from '../../ui/staff'

export function Booked({
    title,
    visit,
    warning,
    again,
    begin_again,
}: {
    title: string
    visit: Appointment
    warning?: string
    again: string
    begin_again: () => void
}) {
    const own = useBookingWords().done
    const next = useRef<HTMLButtonElement>(null)
    useEffect(() => {
        next.current?.focus()
    }, [])
    const rows: [string, React.ReactNode][] = [
        [own.reference, <strong key="reference">{visit.reference}</strong>],
        [own.patient, visit.patient_name],
        [own.when, `${full_day(visit.local_date)}, ${visit.local_time}`],
        [own.doctor, visit.doctor_name],
    ]
    if (visit.payment_status === 'unpaid' && visit.price_cents > 0)
        rows.push([own.due, money(visit.price_cents, visit.currency)])
    return (
        <StaffPage title={title}>
            <div className="card mt-4 p-4" role="status">
                <Facts rows={rows} />
            </div>
            {warning && (
                <Notice kind="warn" role="alert" className="mt-4">
                    {warning}
                </Notice>
            )}
            <div className="no-print mt-4 flex flex-wrap gap-2">
                <Button ref={next} onClick={begin_again}>
                    {again}
                </Button>
                <ButtonLink
                    look="secondary"
                    to="/desk"
                    search={{ clinic: visit.clinic.id, date: visit.local_date, visit: visit.id }}
                >
                    {own.board}
                </ButtonLink>
                <Button look="secondary" onClick={() => print()}>
                    {own.print}
                </Button>
            </div>
        </StaffPage>
    )
}
