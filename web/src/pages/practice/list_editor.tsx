// One list of a record in rows of fields. The whole list is written, with the version that was read.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, Problem, Unreachable } from '../../api/client'
import { glass, type MedicalRecord, record } from '../../api/practice'
import { useWords } from '../../i18n'
import { useChartWords } from '../../i18n/practice_chart'
import { toast } from '../../state/toasts'
import { Failure, Field, Select, TextArea } from '../../ui/form'
import { Button, Notice } from '../../ui/parts'
import {
    body_of,
    type FieldOf,
    fields_of,
    is_same_list,
    new_row,
    type Part,
    type Row,
    rows_of,
    write,
} from './lists'

type Wrong = Record<string, string>
const field_id = (part: Part, pointer: string) => `${part}${pointer.replaceAll('/', '-')}`

function Cell({
    field,
    part,
    pointer,
    row,
    wrong,
    set,
}: {
    field: FieldOf
    part: Part
    pointer: string
    row: Row
    wrong: Wrong
    set: (row: Row) => void
}) {
    const own = useChartWords().chart
    const binding = {
        id: field_id(part, pointer),
        name: pointer,
        value: row[field.name] ?? '',
        error: wrong[pointer],
        label: own[field.label],
        onChange: (event: { target: { value: string } }) => set({ ...row, [field.name]: event.target.value }),
    }
    if (field.kind === 'text' && (field.most ?? 0) > 500)
        return <TextArea {...binding} rows={1} maxLength={field.most} optional />
    if (field.kind === 'text' || field.kind === 'date')
        return (
            <Field
                {...binding}
                type={field.kind}
                maxLength={field.most}
                optional={!field.required}
                autoComplete="off"
            />
        )
    const options = Object.entries(field.kind === 'severity' ? own.severities : own.statuses)
    return (
        <Select {...binding}>
            {options.map(([value, text]) => (
                <option key={value} value={value}>
                    {text}
                </option>
            ))}
        </Select>
    )
}

function Theirs({ newest, part }: { newest: MedicalRecord; part: Part }) {
    const own = useChartWords().chart
    const rows = body_of(rows_of(newest, part), part)
    return (
        <Notice kind="warn" role="alert">
            <p className="font-semibold">{own.conflict}</p>
            <ul className="list-disc pl-5">
                {rows.length === 0 && <li>{own.empty}</li>}
                {rows.map((row) => (
                    <li key={JSON.stringify(row)}>{Object.values(row).filter(Boolean).join(', ')}</li>
                ))}
            </ul>
            <p className="mt-1">{own.conflict_hint}</p>
        </Notice>
    )
}

function useWriting(base: MedicalRecord, part: Part, reason: string | undefined, close: () => void) {
    const cache = useQueryClient()
    const words = useWords()
    const own = useChartWords().chart
    const id = base.patient_id
    const [rows, set_rows] = useState(() => rows_of(base, part))
    const [read, set_read] = useState(base)
    const [theirs, set_theirs] = useState<MedicalRecord>()
    const [wrong, set_wrong] = useState<Wrong>({})
    const [error, set_error] = useState<unknown>()
    const [pending, set_pending] = useState(false)

    const missing = () =>
        Object.fromEntries(
            rows.flatMap((row, index) =>
                fields_of[part]
                    .filter((field) => field.required && !row[field.name]?.trim())
                    .map((field) => [`/${index}/${field.name}`, words.form.required]),
            ),
        )
    // A version that is newer because of another list is no conflict with this one.
    const put = async (version: number): Promise<MedicalRecord | undefined> => {
        try {
            return await write(id, { part, rows, version, reason })
        } catch (problem) {
            if (!(problem instanceof Problem) || problem.status !== 412) throw problem
            const headers = glass(reason)
            const newest = await api.get('/patients/{id}/record', { path: { id }, headers })
            const is_other = is_same_list(newest, read, part)
            set_read(newest)
            if (is_other) return await write(id, { part, rows, version: newest.version, reason })
            set_theirs(newest)
            return undefined
        }
    }
    const save = async () => {
        const found = missing()
        set_wrong(found)
        set_error(undefined)
        const first = Object.keys(found)[0]
        if (first) return document.getElementById(field_id(part, first))?.focus()
        set_pending(true)
        try {
            const saved = await put(read.version)
            if (!saved) return
            cache.setQueryData(record(id, reason).queryKey, saved)
            toast(own.saved)
            close()
        } catch (problem) {
            if (problem instanceof Problem && problem.errors.length > 0)
                set_wrong(Object.fromEntries(problem.errors.map((one) => [one.pointer ?? '', one.detail])))
            else if (problem instanceof Problem || problem instanceof Unreachable) set_error(problem)
            else throw problem
        } finally {
            set_pending(false)
        }
    }
    return { rows, set_rows, theirs, wrong, error, pending, save }
}

export function ListEditor({
    base,
    part,
    reason,
    close,
}: {
    base: MedicalRecord
    part: Part
    reason: string | undefined
    close: () => void
}) {
    const own = useChartWords().chart
    const { rows, set_rows, theirs, wrong, error, pending, save } = useWriting(base, part, reason, close)
    return (
        <form
            noValidate
            className="no-print mt-3 space-y-4"
            onSubmit={(event) => {
                event.preventDefault()
                void save()
            }}
        >
            {theirs && <Theirs newest={theirs} part={part} />}
            {rows.map((row, index) => (
                <fieldset key={row.key} className="rounded-control border border-line p-3">
                    <legend className="px-1 text-sm text-muted">{own.row(index + 1)}</legend>
                    <div className="grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-[repeat(auto-fit,minmax(9rem,1fr))]">
                        {fields_of[part].map((field) => (
                            <Cell
                                key={field.name}
                                field={field}
                                part={part}
                                pointer={`/${index}/${field.name}`}
                                row={row}
                                wrong={wrong}
                                set={(next) => set_rows(rows.map((one) => (one === row ? next : one)))}
                            />
                        ))}
                        <Button
                            look="secondary"
                            aria-label={own.remove_row(index + 1)}
                            onClick={() => set_rows(rows.filter((one) => one !== row))}
                        >
                            {own.remove}
                        </Button>
                    </div>
                </fieldset>
            ))}
            {Boolean(error) && <Failure error={error} />}
            <div className="flex flex-wrap gap-2">
                <Button look="secondary" onClick={() => set_rows([...rows, new_row(part)])}>
                    {own.add}
                </Button>
                <Button type="submit" pending={pending}>
                    {own.save}
                </Button>
                <Button look="secondary" onClick={close}>
                    {own.cancel}
                </Button>
            </div>
        </form>
    )
}
