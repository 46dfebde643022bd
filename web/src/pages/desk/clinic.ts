// The clinic that reception works at: the one of the address, else the one of before, else the first that is theirs.
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { server_now } from '../../api/client'
import { clinics } from '../../api/queries'
import { useSession } from '../../api/session'
import { day_at } from '../../format'

const kept_place = 'venera.desk.clinic'

export function useClinics() {
    const now = useSession()
    const own = now.status === 'signed_in' ? now.user.clinic_ids : []
    const query = useQuery(clinics())
    const list = query.data?.filter((one) => own.length === 0 || own.includes(one.id))
    return { ...query, list }
}

export function useClinic(asked: string | undefined) {
    const { list, error, refetch, isPending } = useClinics()
    const kept = sessionStorage.getItem(kept_place)
    const clinic =
        list?.find((one) => one.id === asked) ?? list?.find((one) => one.id === kept) ?? list?.at(0)
    useEffect(() => {
        if (clinic) sessionStorage.setItem(kept_place, clinic.id)
    }, [clinic])
    return { list: list ?? [], clinic, error, refetch, isPending }
}

// By the server's clock; as often as a reader would look at it.
export function useNow(every_ms = 30_000): number {
    const [now, set_now] = useState(server_now)
    useEffect(() => {
        const timer = setInterval(() => set_now(server_now()), every_ms)
        return () => clearInterval(timer)
    }, [every_ms])
    return now
}

export const today_at = (timezone: string, now: number) => day_at(new Date(now).toISOString(), timezone)

// The page of a patient in the register.
export const profile_of = (patient_id: string) => `/desk/patients/${patient_id}` as string
