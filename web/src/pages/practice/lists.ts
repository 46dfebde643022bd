// The three lists of a record, as they are edited: rows of text by the names of the contract.
import { api, type Schemas } from '../../api/client'
import { glass, type MedicalRecord } from '../../api/practice'
import { random_key } from '../../state/keys'

export type Part = 'allergies' | 'medications' | 'medical_history'
export interface Row {
    key: string
    [name: string]: string
}
export interface FieldOf {
    name: string
    label:
        | 'substance'
        | 'severity'
        | 'reaction'
        | 'name'
        | 'dose'
        | 'frequency'
        | 'since'
        | 'until'
        | 'condition'
        | 'status'
        | 'note'
    kind: 'text' | 'date' | 'severity' | 'status'
    most?: number
    required?: true
}

export const fields_of: Record<Part, FieldOf[]> = {
    allergies: [
        { name: 'substance', label: 'substance', kind: 'text', most: 200, required: true },
        { name: 'severity', label: 'severity', kind: 'severity', required: true },
        { name: 'reaction', label: 'reaction', kind: 'text', most: 500 },
    ],
    medications: [
        { name: 'name', label: 'name', kind: 'text', most: 200, required: true },
        { name: 'dose', label: 'dose', kind: 'text', most: 100 },
        { name: 'frequency', label: 'frequency', kind: 'text', most: 200 },
        { name: 'since', label: 'since', kind: 'date' },
        { name: 'until', label: 'until', kind: 'date' },
    ],
    medical_history: [
        { name: 'condition', label: 'condition', kind: 'text', most: 200, required: true },
        { name: 'status', label: 'status', kind: 'status', required: true },
        { name: 'since', label: 'since', kind: 'date' },
        { name: 'note', label: 'note', kind: 'text', most: 2000 },
    ],
}
const first_values: Record<string, string> = { severity: 'moderate', status: 'active' }

export const new_row = (part: Part): Row => ({
    key: random_key(),
    ...Object.fromEntries(fields_of[part].map(({ name }) => [name, first_values[name] ?? ''])),
})
export const rows_of = (record: MedicalRecord, part: Part): Row[] =>
    record[part].map((entry) => ({
        key: random_key(),
        ...Object.fromEntries(
            fields_of[part].map(({ name }) => [name, String((entry as Record<string, unknown>)[name] ?? '')]),
        ),
    }))

export const body_of = (rows: Row[], part: Part) =>
    rows.map((row) =>
        Object.fromEntries(fields_of[part].map(({ name }) => [name, row[name]?.trim() || null])),
    )
export const is_same_list = (one: MedicalRecord, other: MedicalRecord, part: Part) =>
    JSON.stringify(body_of(rows_of(one, part), part)) === JSON.stringify(body_of(rows_of(other, part), part))

export interface Writing {
    part: Part
    rows: Row[]
    version: number
    reason: string | undefined
}
export function write(id: string, { part, rows, version, reason }: Writing): Promise<MedicalRecord> {
    const wish = { path: { id }, version, headers: glass(reason) }
    const body: unknown = body_of(rows, part)
    switch (part) {
        case 'allergies':
            return api.put('/patients/{id}/record/allergies', { ...wish, body: body as Schemas['Allergy'][] })
        case 'medications':
            return api.put('/patients/{id}/record/medications', {
                ...wish,
                body: body as Schemas['Medication'][],
            })
        case 'medical_history':
            return api.put('/patients/{id}/record/medical-history', {
                ...wish,
                body: body as Schemas['Condition'][],
            })
    }
}
