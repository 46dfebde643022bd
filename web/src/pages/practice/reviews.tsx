// What patients say, and the doctor's answers to it.
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, Problem } from '../../api/client'
import { my_reviews, type Review } from '../../api/practice'
import { month_name } from '../../format'
import { useMoreWords } from '../../i18n/practice_more'
import { toast } from '../../state/toasts'
import { Asked } from '../../ui/asked'
import { Failure, FormBox, TextArea, useForm } from '../../ui/form'
import { Badge, Button, Loading, More, Notice } from '../../ui/parts'
import { Empty, StaffPage } from '../../ui/staff'

const route = getRouteApi('/people/practice/reviews')

function Stars({ rating }: { rating: number }) {
    const own = useMoreWords().reviews
    return (
        <span role="img" aria-label={own.stars(rating)} className="text-lg text-warn">
            {'★'.repeat(rating)}
            {'☆'.repeat(5 - rating)}
        </span>
    )
}

function AnswerForm({ review, close }: { review: Review; close: () => void }) {
    const own = useMoreWords().reviews
    const cache = useQueryClient()
    const form = useForm({ text: review.reply?.text ?? '' })
    const again = () => cache.invalidateQueries({ queryKey: ['mine', 'practice reviews'] })
    const publish = async () => {
        const body = { text: form.values.text.trim() }
        try {
            await api.put('/reviews/{id}/reply', { path: { id: review.id }, version: review.version, body })
        } catch (error) {
            if (error instanceof Problem && error.status === 412) {
                await again()
                throw new Problem(412, { detail: own.changed })
            }
            throw error
        }
        toast(own.published_now)
        await again()
        close()
    }
    return (
        <FormBox
            form={form}
            labels={{ text: own.your_answer }}
            action={own.publish}
            send={publish}
            className="mt-3 space-y-3"
        >
            <TextArea
                {...form.bind('text')}
                label={own.your_answer}
                hint={own.answer_hint}
                maxLength={2000}
            />
            <Button look="secondary" className="w-full" onClick={close}>
                {own.cancel}
            </Button>
        </FormBox>
    )
}

function Answer({ review, edit }: { review: Review; edit: () => void }) {
    const own = useMoreWords().reviews
    const cache = useQueryClient()
    const [asks, ask] = useState(false)
    const { reply } = review
    const remove = async () => {
        await api.delete('/reviews/{id}/reply', { path: { id: review.id } })
        toast(own.removed)
        await cache.invalidateQueries({ queryKey: ['mine', 'practice reviews'] })
    }
    if (!reply)
        return (
            <Button look="secondary" className="mt-3" onClick={edit}>
                {own.answer}
            </Button>
        )
    return (
        <div className="mt-3 border-l-4 border-primary/40 pl-4">
            <h2 className="text-sm font-semibold">
                {own.your_answer}{' '}
                <span className="font-normal text-muted">{month_name(`${reply.month}-01`)}</span>
            </h2>
            <p className="whitespace-pre-line">{reply.text}</p>
            {reply.review_changed && (
                <Notice kind="warn" className="mt-2 py-2!">
                    <span aria-hidden="true">▲ </span>
                    {own.words_changed}
                </Notice>
            )}
            <div className="mt-2 flex flex-wrap gap-2">
                <Button look="secondary" onClick={edit}>
                    {own.change}
                </Button>
                <Button look="warning" onClick={() => ask(true)}>
                    {own.remove}
                </Button>
            </div>
            <Asked
                title={own.remove_title}
                text={own.remove_text}
                yes={own.remove}
                no={own.cancel}
                open={asks}
                close={() => ask(false)}
                run={remove}
            />
        </div>
    )
}

function Item({ review }: { review: Review }) {
    const own = useMoreWords().reviews
    const [edits, edit] = useState(false)
    return (
        <li className="card p-4">
            <p className="flex flex-wrap items-center gap-3">
                <Stars rating={review.rating} />
                <span className="text-sm text-muted">{month_name(`${review.month}-01`)}</span>
                {review.state === 'hidden' && <Badge kind="warn">{own.hidden}</Badge>}
                {review.state === 'withdrawn' && <Badge kind="soft">{own.withdrawn}</Badge>}
            </p>
            <p className={`mt-1 whitespace-pre-line ${review.comment ? '' : 'text-muted'}`}>
                {review.comment || own.no_comment}
            </p>
            {review.hidden_reason && (
                <p className="mt-1 text-sm">
                    {own.hidden_because} {review.hidden_reason}
                </p>
            )}
            {edits ? (
                <AnswerForm review={review} close={() => edit(false)} />
            ) : (
                <Answer review={review} edit={() => edit(true)} />
            )}
        </li>
    )
}

export default function ReviewsPage() {
    const own = useMoreWords().reviews
    const { state } = route.useSearch()
    const query = useInfiniteQuery(my_reviews(state))
    const { data, error, isPending, refetch } = query
    const reviews = data?.pages.flatMap((page) => page.data) ?? []
    const tab = 'flex min-h-9 items-center rounded-control border px-3 font-medium'
    return (
        <StaffPage title={own.title}>
            <p className="mt-1 text-muted">{own.hint}</p>
            <nav aria-label={own.filter} className="mt-4 flex flex-wrap gap-2">
                {([undefined, 'published', 'hidden'] as const).map((one) => (
                    <Link
                        key={one ?? 'all'}
                        to="/practice/reviews"
                        search={{ state: one }}
                        aria-current={state === one ? 'page' : undefined}
                        className={`${tab} ${state === one ? 'border-primary bg-soft text-on-soft' : 'border-control hover:bg-soft hover:text-on-soft'}`}
                    >
                        {own[one ?? 'all']}
                    </Link>
                ))}
            </nav>
            {isPending && <Loading height="h-32" />}
            {error && <Failure error={error} retry={refetch} />}
            {data && reviews.length === 0 && <Empty title={own.none} />}
            <ul className="mt-4 max-w-3xl space-y-4">
                {reviews.map((review) => (
                    <Item key={review.id} review={review} />
                ))}
            </ul>
            <More query={query}>{own.more}</More>
        </StaffPage>
    )
}
