// What patients say of a doctor, and what is answered: nobody's name, and of the time the month alone.
import { useInfiniteQuery } from '@tanstack/react-query'
import { doctor_reviews } from '../api/account_queries'
import type { Schemas } from '../api/client'
import { month_name } from '../format'
import { useMoneyWords } from '../i18n/account_money'
import { Failure } from './form'
import { Loading, More } from './parts'
import { Stars } from './stars'

function Row({ one }: { one: Schemas['Review'] }) {
    const words = useMoneyWords()
    return (
        <li className="py-4">
            <p className="flex flex-wrap items-center gap-x-4">
                <Stars rating={one.rating} />
                <span className="text-sm text-muted">{month_name(`${one.month}-01`)}</span>
            </p>
            {one.comment && (
                <p dir="auto" className="mt-1 whitespace-pre-line">
                    {one.comment}
                </p>
            )}
            {one.reply && (
                <div className="mt-2 border-l-4 border-line pl-4">
                    <p className="text-sm font-medium">
                        {words.review.answer}
                        {one.reply.review_changed && ` (${words.of_doctor.changed})`}
                    </p>
                    <p dir="auto" className="whitespace-pre-line">
                        {one.reply.text}
                    </p>
                </div>
            )}
        </li>
    )
}

export default function DoctorReviews({ id, count }: { id: string; count: number }) {
    const words = useMoneyWords().of_doctor
    const query = useInfiniteQuery(doctor_reviews(id))
    const rows = query.data?.pages.flatMap((page) => page.data) ?? []
    return (
        <section className="card mt-8 p-4 sm:p-6" aria-labelledby="reviews">
            <h2 id="reviews" className="text-lg font-semibold">
                {words.title(count)}
            </h2>
            {query.isPending && <Loading rows={2} height="h-20" />}
            {query.error && <Failure error={query.error} retry={query.refetch} />}
            <ul className="divide-y divide-line">
                {rows.map((one) => (
                    <Row key={one.id} one={one} />
                ))}
            </ul>
            <More query={query}>{words.more}</More>
        </section>
    )
}
