// Whose data a page shows: one's own, or those of somebody for whom one acts. Kept in the page: an address would tell whose they are.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { my_relatives } from '../api/queries'
import type { SignedIn } from '../api/session'
import { usePeopleWords } from '../i18n/account_people'
import { Choice } from './parts'

export function useWhose(patient: NonNullable<SignedIn['patient']>, legend: string) {
    const words = usePeopleWords().record
    const { data: relatives = [] } = useQuery(my_relatives())
    const [chosen, choose] = useState(patient.id)
    const mine = { id: patient.id, name: words.mine(`${patient.first_name} ${patient.last_name}`) }
    const people = [
        mine,
        ...relatives.map((one) => ({
            id: one.patient_id ?? '',
            name: `${one.first_name} ${one.last_name}`,
        })),
    ]
    const id = people.some((one) => one.id === chosen) ? chosen : patient.id
    const control = people.length > 1 && (
        <fieldset className="mt-6">
            <legend className="font-medium">{legend}</legend>
            <div className="mt-2 grid gap-2 sm:grid-cols-2">
                {people.map((one) => (
                    <Choice
                        key={one.id}
                        name="whose"
                        value={one.id}
                        checked={one.id === id}
                        onChange={choose}
                    >
                        {one.name}
                    </Choice>
                ))}
            </div>
        </fieldset>
    )
    return { id, control }
}
