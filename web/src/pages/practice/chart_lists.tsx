// The lists of a chart to read: allergies first, the severe ones above all.
import { type ReactNode, useState } from 'react'
import type { Schemas } from '../../api/client'
import type { MedicalRecord } from '../../api/practice'
import { date_of, day_of_instant } from '../../format'
import { useChartWords } from '../../i18n/practice_chart'
import { Badge, Button } from '../../ui/parts'
import { ListEditor } from './list_editor'
import type { Part } from './lists'

const ranks = { severe: 0, moderate: 1, mild: 2 }

function Allergy({ allergy }: { allergy: Schemas['RecordedAllergy'] }) {
    const own = useChartWords().chart
    const is_severe = allergy.severity === 'severe'
    return (
        <li
            className={
                is_severe ? 'rounded-control border-2 border-danger bg-danger-soft px-3 py-2' : 'px-3 py-1'
            }
        >
            {is_severe ? (
                <strong className="font-bold text-danger uppercase">
                    <span aria-hidden="true">⚠ </span>
                    {own.severities.severe}:
                </strong>
            ) : (
                <Badge kind={allergy.severity === 'moderate' ? 'warn' : 'soft'}>
                    {own.severities[allergy.severity]}
                </Badge>
            )}{' '}
            <strong className="font-semibold">{allergy.substance}</strong>
            {allergy.reaction && <span>, {allergy.reaction}</span>}
            <span className="text-sm text-muted"> · {own.recorded(day_of_instant(allergy.recorded_at))}</span>
        </li>
    )
}

function Entry({
    name,
    more,
    is_past,
}: {
    name: string
    more: (string | null | undefined)[]
    is_past?: boolean
}) {
    return (
        <li className="px-3 py-1">
            <strong className={`font-semibold ${is_past ? 'text-muted' : ''}`}>{name}</strong>
            <span className="text-muted">
                {more
                    .filter(Boolean)
                    .map((part) => ` · ${part}`)
                    .join('')}
            </span>
        </li>
    )
}

function Section({
    title,
    part,
    record,
    reason,
    is_emphatic,
    none,
    children,
}: {
    title: string
    part: Part
    record: MedicalRecord
    reason: string | undefined
    is_emphatic?: boolean
    none: string
    children: ReactNode
}) {
    const own = useChartWords().chart
    const [edits, edit] = useState(false)
    return (
        <section className={`card mt-4 p-4 ${is_emphatic ? 'border-danger!' : ''}`} aria-labelledby={part}>
            <div className="flex items-center justify-between gap-2">
                <h2 id={part} className="text-lg font-semibold">
                    {title}
                </h2>
                {!edits && (
                    <Button
                        look="secondary"
                        className="no-print"
                        aria-label={own.edit_of(title)}
                        onClick={() => edit(true)}
                    >
                        {own.edit}
                    </Button>
                )}
            </div>
            {edits ? (
                <ListEditor base={record} part={part} reason={reason} close={() => edit(false)} />
            ) : record[part].length === 0 ? (
                <p className="mt-1 text-muted">{none}</p>
            ) : (
                <ul className="mt-2 space-y-1">{children}</ul>
            )}
        </section>
    )
}

export function ChartLists({ record, reason }: { record: MedicalRecord; reason: string | undefined }) {
    const own = useChartWords().chart
    const frame = { record, reason }
    const allergies = record.allergies.toSorted((a, b) => ranks[a.severity] - ranks[b.severity])
    const severe = allergies.filter((one) => one.severity === 'severe').length
    const since = (date: string | null | undefined) => date && `${own.since.toLowerCase()} ${date_of(date)}`
    const until = (date: string | null | undefined) => date && `${own.until.toLowerCase()} ${date_of(date)}`
    return (
        <>
            <Section
                {...frame}
                part="allergies"
                title={severe ? `${own.allergies} (${own.severe_first(severe)})` : own.allergies}
                none={own.no_allergies}
                is_emphatic={severe > 0}
            >
                {allergies.map((one) => (
                    <Allergy key={`${one.substance} ${one.recorded_at}`} allergy={one} />
                ))}
            </Section>
            <Section {...frame} part="medications" title={own.medications} none={own.no_medications}>
                {record.medications.map((one) => (
                    <Entry
                        key={`${one.name} ${one.recorded_at}`}
                        name={one.name}
                        more={[one.dose, one.frequency, since(one.since), until(one.until)]}
                    />
                ))}
            </Section>
            <Section {...frame} part="medical_history" title={own.history} none={own.no_history}>
                {record.medical_history.map((one) => (
                    <Entry
                        key={`${one.condition} ${one.recorded_at}`}
                        name={one.condition}
                        is_past={one.status === 'resolved'}
                        more={[own.statuses[one.status], since(one.since), one.note]}
                    />
                ))}
            </Section>
        </>
    )
}
