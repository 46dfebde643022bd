// What patients say, and hiding what does harm, with a reason that its author reads.
import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { all_doctors, type Review, reviews } from '../../api/admin'
import { api, Problem } from '../../api/client'
import { month_name } from '../../format'
import { useAdminWords } from '../../i18n/admin_people'
import { toast } from '../../state/toasts'
import { Ask } from '../../ui/editing'
import { Failure, Select, TextArea, useForm } from '../../ui/form'
import { Badge, Button, Loading, More } from '../../ui/parts'
import { Empty, StaffPage } from '../../ui/staff'

type State = 'published' | 'hidden'
interface Filters {
    state?: State
    doctor?: string
}

function One({ review, doctor, ask }: { review: Review; doctor: string | undefined; ask: () => void }) {
    const words = useAdminWords().reviews
    const kinds = { published: 'ok', hidden: 'warn', withdrawn: 'soft' } as const
    return (
        <li className="card p-4" data-review={review.id}>
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <span className="font-semibold">
                    <span aria-hidden="true">{'★'.repeat(review.rating)}</span>{' '}
                    <span className="sr-only">{words.stars(review.rating)}</span>
                </span>
                <Link
                    to="/admin/doctors/$id"
                    params={{ id: review.doctor_id }}
                    className="link inline-block py-0.5"
                >
                    {doctor ?? '–'}
                </Link>
                <span className="text-sm text-muted">{month_name(`${review.month}-01`)}</span>
                <Badge kind={kinds[review.state]}>{words.states[review.state]}</Badge>
                {review.state !== 'withdrawn' && (
                    <Button look="secondary" className="ml-auto" onClick={ask}>
                        {review.state === 'hidden' ? words.show : words.hide}
                    </Button>
                )}
            </div>
            <p className="mt-2 whitespace-pre-line">
                {review.comment ?? <em className="text-muted">{words.no_comment}</em>}
            </p>
            {review.hidden_reason && (
                <p className="mt-2 text-sm font-medium text-warn">
                    {words.hidden_because(review.hidden_reason)}
                </p>
            )}
            {review.reply && (
                <p className="mt-2 border-l-4 border-line pl-3 text-sm">
                    <strong>{words.reply}:</strong> {review.reply.text}
                </p>
            )}
        </li>
    )
}

function Question({
    review,
    close,
    became,
    reread,
}: {
    review: Review
    close: () => void
    became: (review: Review) => void
    reread: () => void
}) {
    const words = useAdminWords().reviews
    const form = useForm({ reason: '' })
    const is_hidden = review.state === 'hidden'
    const call = { path: { id: review.id }, version: review.version }
    const run = async () => {
        try {
            became(
                is_hidden
                    ? await api.post('/reviews/{id}/show', call)
                    : await api.post('/reviews/{id}/hide', {
                          ...call,
                          body: { reason: form.values.reason.trim() },
                      }),
            )
        } catch (problem) {
            if (!(problem instanceof Problem) || (problem.status !== 412 && problem.status !== 404))
                throw problem
            reread()
            throw new Problem(problem.status, { detail: words.changed })
        }
        toast(is_hidden ? words.shown : words.hidden)
        close()
    }
    return (
        <Ask
            title={is_hidden ? words.show_title : words.hide_title}
            action={is_hidden ? words.show : words.hide}
            look={is_hidden ? 'primary' : 'danger'}
            close={close}
            form={form}
            check={({ reason }) =>
                is_hidden || reason.trim().length >= 3 ? {} : { reason: words.reason_short }
            }
            run={run}
            labels={{ reason: words.reason }}
        >
            <p>{is_hidden ? words.show_text : words.hide_text}</p>
            <blockquote className="border-l-4 border-line pl-3">
                {review.comment ?? words.no_comment}
            </blockquote>
            {!is_hidden && (
                <TextArea
                    {...form.bind('reason')}
                    label={words.reason}
                    hint={words.reason_hint}
                    maxLength={500}
                />
            )}
        </Ask>
    )
}

type Pages = InfiniteData<{ data: Review[]; next_cursor?: string | null }, string | undefined>

export default function ReviewsPage() {
    const words = useAdminWords().reviews
    const cache = useQueryClient()
    const navigate = useNavigate()
    const { state, doctor }: Filters = useSearch({ strict: false })
    const choose = (change: Filters) =>
        void navigate({ to: '/admin/reviews', search: { state, doctor, ...change } })
    const query = useInfiniteQuery(reviews({ state, doctor }))
    const { data: doctors = [] } = useQuery(all_doctors())
    const [asked, ask] = useState<string>()
    const rows = query.data?.pages.flatMap((page) => page.data) ?? []
    const review = rows.find(({ id }) => id === asked)
    // What was decided stays in its place until the list is read again, so that it can be seen and taken back.
    const became = (next: Review) =>
        cache.setQueryData<Pages>(
            reviews({ state, doctor }).queryKey,
            (before) =>
                before && {
                    ...before,
                    pages: before.pages.map((page) => ({
                        ...page,
                        data: page.data.map((one) => (one.id === next.id ? next : one)),
                    })),
                },
        )
    return (
        <StaffPage title={words.title}>
            <p className="mt-1 text-muted">{words.intro}</p>
            <div className="my-4 flex flex-wrap gap-3">
                <Select
                    id="review-state"
                    name="state"
                    label={words.state}
                    value={state ?? ''}
                    onChange={({ target }) =>
                        choose({ state: (target.value || undefined) as State | undefined })
                    }
                >
                    <option value="">{words.all}</option>
                    <option value="published">{words.states.published}</option>
                    <option value="hidden">{words.states.hidden}</option>
                </Select>
                <Select
                    id="review-doctor"
                    name="doctor"
                    label={words.doctor}
                    value={doctor ?? ''}
                    onChange={({ target }) => choose({ doctor: target.value || undefined })}
                >
                    <option value="">{words.all}</option>
                    {doctors.map(({ id, name }) => (
                        <option key={id} value={id}>
                            {name}
                        </option>
                    ))}
                </Select>
            </div>
            {query.isPending && <Loading />}
            {query.error && <Failure error={query.error} retry={query.refetch} />}
            {query.data && rows.length === 0 && <Empty title={words.none} />}
            <ul className="space-y-3">
                {rows.map((one) => (
                    <One
                        key={one.id}
                        review={one}
                        doctor={doctors.find(({ id }) => id === one.doctor_id)?.name}
                        ask={() => ask(one.id)}
                    />
                ))}
            </ul>
            <More query={query}>{words.more}</More>
            {review && (
                <Question
                    key={review.id}
                    review={review}
                    close={() => ask(undefined)}
                    became={became}
                    reread={() => void query.refetch()}
                />
            )}
        </StaffPage>
    )
}
