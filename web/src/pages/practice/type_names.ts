import { useQuery } from '@tanstack/react-query'
import { my_schedule } from '../../api/first'

// What a kind of visit is called in the doctor's schedule; its code, if it is no longer offered.
export function useTypeNames(doctor_id: string): (code: string) => string {
    const { data } = useQuery(my_schedule(doctor_id))
    return (code) => data?.visit_types.find((type) => type.code === code)?.name ?? code
}
