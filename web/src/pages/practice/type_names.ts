import { useQuery } from '@tanstack/react-query'
import { my_schedule } from '../../api/first'
import { useKind, useTypeName } from '../../i18n/visit_types'

// What a kind of visit is called in the doctor's schedule; by its code, if it is no longer offered.
export function useTypeNames(doctor_id: string): (code: string) => string {
    const { data } = useQuery(my_schedule(doctor_id))
    const kind = useKind()
    const name = useTypeName()
    return (code) => {
        const offered = data?.visit_types.find((type) => type.code === code)
        return offered ? name(offered) : kind(code)
    }
}
