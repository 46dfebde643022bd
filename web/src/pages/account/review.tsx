// Says how a visit was, or says it anew.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { review_of } from '../../api/account_queries'
import { api, Problem, type Schemas } from '../../api/client'
import { type Appointment, appointment } from '../../api/queries'
import { long_day } from '../../format'
import { useAccountWords } from '../../i18n/account'
import { useMoneyWords } from '../../i18n/account_money'
import { toast } from '../../state/toasts'
import { useEditing } from '../../ui/account_page'
import { Failure, FormBox, TextArea } from '../../ui/form'
import { Loading, Notice, Page } from '../../ui/parts'
import { ChooseStars } from '../../ui/stars'
import { Missing } from '../errors'

type Review = Schemas['OwnReview']
const route = getRouteApi('/people/appointments/$id/review')
const values_of = ({ rating, comment }: Pick<Review, 'rating' | 'comment'>) => ({
    rating: rating ? String(rating) : '',
    comment: comment ?? '',
})
const nothing_said = { rating: 0, comment: '', version: 0 }

function Writing({ visit, review }: { visit: Appointment; review: Review | null }) {
    const words = useMoneyWords().review
    const cache = useQueryClient()
    const navigate = useNavigate()
    const newest = async () => (await cache.fetchQuery(review_of(visit.id))) ?? undefined
    const { form, version, handle } = useEditing(review ?? nothing_said, values_of, newest)
    const send = async (key: string) => {
        const said = { rating: Number(form.values.rating), comment: form.values.comment.trim() || null }
        if (review) await api.put('/me/reviews/{id}', { path: { id: review.id }, body: said, version })
        else
            await api.post('/doctors/{id}/reviews', {
                path: { id: visit.doctor_id },
                body: { appointment_id: visit.id, ...said },
                key,
            })
        toast(review ? words.changed : words.published)
        cache.removeQueries({ queryKey: ['reviews of doctor', visit.doctor_id] })
        cache.invalidateQueries({ queryKey: ['doctor', visit.doctor_id] })
        await cache.invalidateQueries({ queryKey: ['mine'] })
        await navigate({ to: '/account/reviews', replace: true })
    }
    return (
        <FormBox
            form={form}
            labels={{ rating: words.stars, comment: words.comment }}
            action={review ? words.save : words.publish}
            className="mt-6 space-y-6"
            check={({ rating }) => (rating ? {} : { rating: words.choose })}
            handle={handle}
            send={send}
        >
            <ChooseStars
                id={`${form.id}rating`}
                value={form.values.rating}
                error={form.errors.rating}
                choose={(rating) => form.set({ rating })}
            />
            <TextArea
                {...form.bind('comment')}
                label={words.comment}
                hint={words.comment_hint}
                optional
                maxLength={2000}
                rows={5}
            />
        </FormBox>
    )
}

export default function ReviewPage() {
    const words = useMoneyWords().review
    const account = useAccountWords()
    const { id } = route.useParams()
    const visit = useQuery(appointment(id))
    const review = useQuery(review_of(id))
    const error = visit.error ?? review.error
    if (error instanceof Problem && error.status === 404) return <Missing />
    const took_place = visit.data?.status === 'fulfilled'
    const is_withdrawn = review.data?.state === 'withdrawn'
    return (
        <Page title={review.data && !is_withdrawn ? words.change_title : words.title} width="max-w-2xl">
            {(visit.isPending || review.isPending) && !error && <Loading rows={1} height="h-80" />}
            {error && <Failure error={error} retry={() => [visit.refetch(), review.refetch()]} />}
            {visit.data && (
                <p className="mt-2 text-lg">
                    {visit.data.doctor_name}, {long_day(visit.data.local_date)}
                </p>
            )}
            {visit.data && !took_place && (
                <Notice className="mt-4">
                    <p>{words.too_early}</p>
                </Notice>
            )}
            {is_withdrawn && (
                <Notice className="mt-4">
                    <p>{words.was_withdrawn}</p>
                </Notice>
            )}
            {review.data?.state === 'hidden' && (
                <Notice kind="warn" className="mt-4">
                    <p>{words.hidden}</p>
                    {review.data.hidden_reason && <p>{words.reason(review.data.hidden_reason)}</p>}
                </Notice>
            )}
            {visit.data && review.data !== undefined && took_place && !is_withdrawn && (
                <Writing visit={visit.data} review={review.data} />
            )}
            <p className="mt-8">
                <Link to="/account/reviews" className="link inline-block py-1">
                    {account.places.reviews}
                </Link>
            </p>
        </Page>
    )
}
