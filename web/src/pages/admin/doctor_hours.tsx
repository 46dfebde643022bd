// The hours of a doctor, edited by an administrator: the doctor's own page about somebody else.
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { doctor as doctor_query } from '../../api/queries'
import { Failure } from '../../ui/form'
import { Loading } from '../../ui/parts'
import { Hours } from '../practice/hours'

export default function DoctorHoursPage() {
    const { id = '' } = useParams({ strict: false })
    const { data, error, refetch } = useQuery(doctor_query(id))
    if (error) return <Failure error={error} retry={refetch} />
    return data ? <Hours id={id} of={data.name} /> : <Loading />
}
