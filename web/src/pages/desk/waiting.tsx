// Who waits for an earlier time, and adding somebody. The list is the organisation's: every desk sees all of it.
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { api, type Schemas } from '../../api/client'
import { paging } from '../../api/paging'
import { specialties } from '../../api/queries'
import { moment, short_day } from '../../format'
import { useWords } from '../../i18n'
import { useWaitingWords } from '../../i18n/desk_waiting'
import { toast } from '../../state/toasts'
import { Asked } from '../../ui/asked'
import { PagedTable } from '../../ui/list'
import { Badge, Button } from '../../ui/parts'
import { type Column, StaffPage } from '../../ui/staff'
import { AddWaiting } from './add_waiting'

type Waiting = Schemas['Waiting']
const list_key = ['desk', 'waiting']

// Names of all doctors whom somebody may wait for.
function useDoctorNames() {
    const doctors = useQuery({
        queryKey: ['doctors', 'names'],
        queryFn: ({ signal }) => api.get('/doctors', { query: { limit: 100 }, signal }),
        staleTime: 300_000,
    }).data?.data
    return (id: string) => doctors?.find((one) => one.id === id)?.name ?? ''
}

function Remove({ one, close }: { one: Waiting | undefined; close: () => void }) {
    const own = useWaitingWords()
    const cache = useQueryClient()
    const remove = async () => {
        if (!one) return
        await api.delete('/waitlist/{id}', { path: { id: one.id } })
        await cache.invalidateQueries({ queryKey: list_key })
        toast(own.removed)
    }
    return (
        <Asked
            open={Boolean(one)}
            close={close}
            title={own.remove_title(one?.patient_name ?? '')}
            text={own.remove_text}
            yes={own.remove}
            no={own.keep}
            run={remove}
        />
    )
}

function useColumns(ask: (one: Waiting) => void): Column<Waiting>[] {
    const words = useWords()
    const own = useWaitingWords()
    const name_of = useDoctorNames()
    const all = useQuery(specialties()).data ?? []
    const specialty = (code: string) =>
        words.names[code] ?? all.find((one) => one.code === code)?.name ?? code
    return [
        { head: own.patient, names: true, cell: (one) => one.patient_name },
        {
            head: own.wants,
            cell: (one) =>
                one.doctor_id
                    ? name_of(one.doctor_id)
                    : [one.specialty && specialty(one.specialty), one.city].filter(Boolean).join(', '),
        },
        { head: own.days, cell: (one) => `${short_day(one.from)} – ${short_day(one.to)}` },
        {
            head: own.parts,
            cell: (one) =>
                one.parts_of_day.length === 0 || one.parts_of_day.length === 3
                    ? own.any_part
                    : one.parts_of_day.map((part) => words.parts[part]).join(', '),
        },
        {
            head: own.state,
            cell: (one) => (
                <>
                    <Badge kind={one.priority === 'urgent' ? 'danger' : 'soft'}>{own[one.priority]}</Badge>
                    <span className="block text-sm">
                        {one.offer
                            ? own.offered(
                                  `${short_day(one.offer.local_date)} ${one.offer.local_time}`,
                                  moment(one.offer.expires_at, one.offer.timezone),
                              )
                            : own.waiting}
                    </span>
                </>
            ),
        },
        {
            head: own.remove,
            cell: (one) => (
                <Button
                    look="secondary"
                    aria-label={own.remove_of(one.patient_name ?? '')}
                    onClick={() => ask(one)}
                >
                    {own.remove}
                </Button>
            ),
        },
    ]
}

export default function WaitingPage() {
    const own = useWaitingWords()
    const cache = useQueryClient()
    const [adds, add] = useState(false)
    const [asked, ask] = useState<Waiting>()
    const button = useRef<HTMLButtonElement>(null)
    const query = useInfiniteQuery({
        queryKey: list_key,
        queryFn: ({ signal, pageParam }) =>
            api.get('/waitlist', { query: { status: 'waiting', limit: 50, cursor: pageParam }, signal }),
        ...paging,
    })
    const columns = useColumns(ask)
    return (
        <StaffPage
            title={own.title}
            actions={
                !adds && (
                    <Button ref={button} onClick={() => add(true)}>
                        {own.add}
                    </Button>
                )
            }
        >
            <p className="text-muted">{own.hint}</p>
            {adds && (
                <AddWaiting
                    close={() => add(false)}
                    done={(name) => {
                        add(false)
                        toast(own.added(name))
                        void cache.invalidateQueries({ queryKey: list_key })
                    }}
                />
            )}
            <PagedTable query={query} caption={own.title} columns={columns} none={own.none}>
                <p>{own.none_hint}</p>
            </PagedTable>
            <Remove one={asked} close={() => ask(undefined)} />
        </StaffPage>
    )
}
