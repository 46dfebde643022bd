// What somebody has said of their visits, and what was answered.
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { reviews } from '../../api/account_queries'
import { api, type Schemas } from '../../api/client'
import { long_day } from '../../format'
import { useAccountWords } from '../../i18n/account'
import { useMoneyWords } from '../../i18n/account_money'
import { toast } from '../../state/toasts'
import { AccountPage, for_patients } from '../../ui/account_page'
import { Asked } from '../../ui/asked'
import { Failure } from '../../ui/form'
import { Badge, Button, ButtonLink, Loading, More } from '../../ui/parts'
import { Stars } from '../../ui/stars'

type Review = Schemas['OwnReview']
const kinds = { published: 'ok', hidden: 'warn', withdrawn: 'soft' } as const

function Withdraw({ one }: { one: Review }) {
    const words = useMoneyWords().review
    const cache = useQueryClient()
    const [asks, ask] = useState(false)
    const withdraw = async () => {
        await api.delete('/me/reviews/{id}', { path: { id: one.id } })
        cache.removeQueries({ queryKey: ['reviews of doctor', one.doctor_id] })
        await cache.invalidateQueries({ queryKey: ['mine'] })
        toast(words.withdrawn)
    }
    return (
        <>
            <Button look="warning" onClick={() => ask(true)}>
                {words.withdraw}
                <span className="sr-only"> {one.visit?.doctor_name}</span>
            </Button>
            <Asked
                open={asks}
                close={() => ask(false)}
                title={words.withdraw_title}
                text={words.withdraw_hint}
                yes={words.withdraw}
                no={words.keep}
                run={withdraw}
            />
        </>
    )
}

function Row({ one }: { one: Review }) {
    const words = useMoneyWords()
    const own = words.review
    return (
        <li className="card p-4 sm:p-6">
            {one.visit && (
                <h2 className="text-lg font-semibold">
                    {one.visit.doctor_name}, {long_day(one.visit.local_date)}
                </h2>
            )}
            <p className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1">
                <Stars rating={one.rating} />
                <Badge kind={kinds[one.state]}>{words.reviews.state[one.state]}</Badge>
            </p>
            {one.comment && (
                <p dir="auto" className="mt-2 whitespace-pre-line">
                    {one.comment}
                </p>
            )}
            {one.hidden_reason && <p className="mt-2">{own.reason(one.hidden_reason)}</p>}
            {one.reply && (
                <div className="mt-3 border-l-4 border-line pl-4">
                    <p className="font-medium">{own.answer}</p>
                    <p dir="auto" className="whitespace-pre-line">
                        {one.reply.text}
                    </p>
                    {one.reply.review_changed && <p className="text-sm text-muted">{own.answer_old}</p>}
                </div>
            )}
            {one.state !== 'withdrawn' && (
                <div className="mt-4 flex flex-wrap gap-3">
                    <ButtonLink
                        look="secondary"
                        to="/appointments/$id/review"
                        params={{ id: one.appointment_id }}
                    >
                        {words.reviews.change}
                    </ButtonLink>
                    <Withdraw one={one} />
                </div>
            )}
        </li>
    )
}

function ReviewsPage() {
    const words = useAccountWords()
    const own = useMoneyWords().reviews
    const query = useInfiniteQuery(reviews())
    const rows = query.data?.pages.flatMap((page) => page.data) ?? []
    return (
        <AccountPage title={words.places.reviews}>
            {query.isPending && <Loading height="h-32" />}
            {query.error && <Failure error={query.error} retry={query.refetch} />}
            {query.data && rows.length === 0 && (
                <div className="card mt-6 p-6">
                    <p className="text-lg font-semibold">{own.none}</p>
                    <p className="mt-1">{own.none_hint}</p>
                    <Link
                        to="/appointments"
                        search={{ scope: 'past' }}
                        className="link mt-3 inline-block py-1"
                    >
                        {own.visits}
                    </Link>
                </div>
            )}
            <ul className="mt-6 space-y-4">
                {rows.map((one) => (
                    <Row key={one.id} one={one} />
                ))}
            </ul>
            <More query={query}>{own.more}</More>
        </AccountPage>
    )
}

export default for_patients(ReviewsPage)
