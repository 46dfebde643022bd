// The clinic that reception works at, as its pages read it.
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { clinic_of, clinics_of, keep_clinic } from '../../api/first'
import { clinics } from '../../api/queries'
import { useSession } from '../../api/session'

export function useClinic(asked: string | undefined) {
    const now = useSession()
    const own = now.status === 'signed_in' ? now.user.clinic_ids : []
    const { data = [], error, refetch, isPending } = useQuery(clinics())
    const clinic = clinic_of(data, own, asked)
    useEffect(() => {
        if (clinic) keep_clinic(clinic.id)
    }, [clinic])
    return { list: clinics_of(data, own), clinic, error, refetch, isPending }
}

// The page of a patient in the register.
export const profile_of = (patient_id: string) => `/desk/patients/${patient_id}` as string
