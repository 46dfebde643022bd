// Who looked at somebody's data, when and why, in plain words.
import { useInfiniteQuery } from '@tanstack/react-query'
import { accesses } from '../../api/account_queries'
import type { Schemas } from '../../api/client'
import type { SignedIn } from '../../api/session'
import { moment } from '../../format'
import { useAccountWords } from '../../i18n/account'
import { usePeopleWords } from '../../i18n/account_people'
import { AccountPage, for_patients } from '../../ui/account_page'
import { useDeed } from '../../ui/deed'
import { Failure } from '../../ui/form'
import { Loading, More } from '../../ui/parts'
import { useWhose } from '../../ui/whose'

type Access = Schemas['PatientAccess']
function Row({ one }: { one: Access }) {
    const words = usePeopleWords().accesses
    const { role, deed, purpose } = useDeed()(one)
    const who = one.own ? words.you : (one.actor_name ?? role)
    return (
        <li className="py-3">
            <p>
                <strong>{who}</strong>
                {!one.own && one.actor_name && ` (${role})`} {deed}
                {!one.own && purpose && `, ${purpose}`}.
            </p>
            {one.purpose_reason && <p>{words.because(one.purpose_reason)}</p>}
            <p className="text-sm text-muted">{moment(one.occurred_at)}</p>
        </li>
    )
}

// What follows on each other of one's own, and each of others by itself: what others did is not drowned.
function groups_of(rows: Access[]): Access[][] {
    const groups: Access[][] = []
    for (const one of rows) {
        const last = groups.at(-1)
        if (one.own && last?.[0]?.own) last.push(one)
        else groups.push([one])
    }
    return groups
}

function Own({ rows }: { rows: Access[] }) {
    const words = usePeopleWords().accesses
    const [newest, oldest] = [rows[0], rows.at(-1)]
    return (
        <li className="py-1">
            <details>
                <summary className="flex min-h-11 cursor-pointer flex-wrap items-center gap-x-3 text-muted">
                    <span className="link">{words.yours(rows.length)}</span>
                    <span className="text-sm">
                        {oldest && newest && `${moment(oldest.occurred_at)} – ${moment(newest.occurred_at)}`}
                    </span>
                </summary>
                <ol className="ml-4 divide-y divide-line">
                    {rows.map((one) => (
                        <Row key={one.id} one={one} />
                    ))}
                </ol>
            </details>
        </li>
    )
}

function AccessesPage({ patient }: { patient: NonNullable<SignedIn['patient']> }) {
    const words = useAccountWords()
    const own = usePeopleWords().accesses
    const { id, control } = useWhose(patient, own.whose)
    const query = useInfiniteQuery(accesses(id))
    const rows = query.data?.pages.flatMap((page) => page.data) ?? []
    return (
        <AccountPage title={words.places.accesses}>
            <p className="mt-1 text-muted">{own.hint}</p>
            {control}
            {query.isPending && <Loading height="h-20" />}
            {query.error && <Failure error={query.error} retry={query.refetch} />}
            {query.data && (
                <section className="card mt-6 px-4 sm:px-6" aria-label={words.places.accesses}>
                    {rows.length === 0 && <p className="py-4">{own.none}</p>}
                    <ol className="divide-y divide-line">
                        {groups_of(rows).map(
                            (group) =>
                                group[0] &&
                                (group.length > 1 ? (
                                    <Own key={group[0].id} rows={group} />
                                ) : (
                                    <Row key={group[0].id} one={group[0]} />
                                )),
                        )}
                    </ol>
                </section>
            )}
            <More query={query}>{own.more}</More>
        </AccountPage>
    )
}

export default for_patients(AccessesPage)
