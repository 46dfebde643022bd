// The register is the desk's and the administration's: the same pages, each within its own area.
import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Patient } from '../../api/registry'
import { today } from '../../early_office'
import { plain_day } from '../../format'
import { useRegistryWords } from '../../i18n/registry'
import { Badge } from '../../ui/parts'

export function useRegistry() {
    const { pathname } = useLocation()
    const base = pathname.startsWith('/admin') ? ('/admin/patients' as const) : ('/desk/patients' as const)
    return { base, is_admin: base === '/admin/patients' }
}

export function PatientLink({ id, children }: { id: string; children: ReactNode }) {
    const { base } = useRegistry()
    return (
        <Link to={`${base}/$id`} params={{ id }} className="link inline-block py-0.5">
            {children}
        </Link>
    )
}

export function useOpenPatient() {
    const { base } = useRegistry()
    const navigate = useNavigate()
    return (id: string) => navigate({ to: `${base}/$id`, params: { id } })
}

export const full_name = (patient: Patient) => `${patient.first_name} ${patient.last_name}`.trim()

export function PatientState({ patient }: { patient: Patient }) {
    const words = useRegistryWords()
    if (patient.merged_into) return <Badge kind="warn">{words.state.merged}</Badge>
    return patient.active ? (
        <Badge kind="ok">{words.state.active}</Badge>
    ) : (
        <Badge kind="soft">{words.state.inactive}</Badge>
    )
}

// Whole years at a date of today, both as "1984-07-15".
export function age_at(birth: string, today: string): number {
    const years = Number(today.slice(0, 4)) - Number(birth.slice(0, 4))
    return today.slice(5) < birth.slice(5) ? years - 1 : years
}

export function useBorn() {
    const words = useRegistryWords()
    return (birth_date: string | null | undefined) =>
        birth_date && words.profile.born(plain_day(birth_date), age_at(birth_date, today()))
}
