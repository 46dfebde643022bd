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
import { EditForm, useEditing } from '../../ui/editing'
import { Failure, type Form, FormBox, TextArea, useForm } from '../../ui/form'
import { Loading, Notice, Page } from '../../ui/parts'
import { ChooseStars } from '../../ui/stars'
import { Missing } from '../errors'

type Review = Schemas['OwnReview']
const route = getRouteApi('/people/appointments/$id/review')
const unsaid = { rating: '', comment: '' }
type Said = typeof unsaid
const values_of = ({ rating, comment }: Review): Said => ({ rating: String(rating), comment: comment ?? '' })
const sent = ({ rating, comment }: Said) => ({ rating: Number(rating), comment: comment.trim() || null })

function useDone(visit: Appointment) {
    const cache = useQueryClient()
    const navigate = useNavigate()
    return async (said: string) => {
        toast(said)
        cache.removeQueries({ queryKey: ['reviews of doctor', visit.doctor_id] })
        cache.invalidateQueries({ queryKey: ['doctor', visit.doctor_id] })
        await cache.invalidateQueries({ queryKey: ['mine'] })
        await navigate({ to: '/account/reviews', replace: true })
    }
}

function Fields({ form }: { form: Form<Said> }) {
    const words = useMoneyWords().review
    return (
        <>
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
        </>
    )
}

function NewReview({ visit }: { visit: Appointment }) {
    const words = useMoneyWords().review
    const done = useDone(visit)
    const form = useForm(unsaid)
    return (
        <FormBox
            form={form}
            labels={{ rating: words.stars, comment: words.comment }}
            action={words.publish}
            className="mt-6 space-y-6"
            check={({ rating }) => (rating ? {} : { rating: words.choose })}
            send={async (key) => {
                const body = { appointment_id: visit.id, ...sent(form.values) }
                await api.post('/doctors/{id}/reviews', { path: { id: visit.doctor_id }, body, key })
                await done(words.published)
            }}
        >
            <Fields form={form} />
        </FormBox>
    )
}

function ChangedReview({ visit, review }: { visit: Appointment; review: Review }) {
    const words = useMoneyWords().review
    const cache = useQueryClient()
    const done = useDone(visit)
    const path = { id: review.id }
    const editing = useEditing(review, values_of, {
        send: async (_, values, version) => {
            const answer = await api.put('/me/reviews/{id}', { path, body: sent(values), version })
            await done(words.changed)
            return answer
        },
        read: async () => (await cache.fetchQuery(review_of(visit.id))) ?? review,
    })
    return (
        <EditForm
            editing={editing}
            width="w-full"
            labels={{ rating: words.stars, comment: words.comment }}
            action={words.save}
            className="mt-6 space-y-6"
        >
            <Fields form={editing.form} />
        </EditForm>
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
            {visit.data && took_place && review.data === null && <NewReview visit={visit.data} />}
            {visit.data && took_place && review.data && !is_withdrawn && (
                <ChangedReview visit={visit.data} review={review.data} />
            )}
            <p className="mt-8">
                <Link to="/account/reviews" className="link inline-block py-1">
                    {account.places.reviews}
                </Link>
            </p>
        </Page>
    )
}
