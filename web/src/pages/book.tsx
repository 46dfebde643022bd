// Details and pay: the time is held while somebody says who it is for, and who they are. Nothing that was typed is lost when the hold
// runs out or somebody else was faster; of a reload only what is about health, secrets and the card are not kept.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { api, Problem, type Schemas, server_now } from '../api/client'
import { clinic_payments, doctor, my_relatives, schedule } from '../api/queries'
import { session, useSession } from '../api/session'
import { clock, full_day, long_day, money } from '../format'
import { useWords } from '../i18n'
import { useBookWords } from '../i18n/book'
import { ends_at, extend, forget_hold, type Hold, hold, release } from '../state/hold'
import { random_key } from '../state/keys'
import { toast } from '../state/toasts'
import { AccountFields, no_account, useAccountLabels, useEntrance, type Way } from '../ui/account'
import { Failure, Field, type Form, Summary, TextArea, useForm } from '../ui/form'
import { Button, Choice, Loading, Notice, Page } from '../ui/parts'

type Payment = Schemas['Payment']
type Alternative = Schemas['Slot']
const route = getRouteApi('/book/$doctor_id')
const no_details = { ...no_account, who: 'me', reason: '', number: '', expiry: '', cvc: '', holder: '' }
type Values = typeof no_details
const warning_seconds = 120
const kept_place = 'venera.booking'

function kept_details(): Values {
    try {
        return { ...no_details, ...JSON.parse(sessionStorage.getItem(kept_place) ?? '{}') }
    } catch {
        return no_details
    }
}

function useSecondsLeft(one: Hold | undefined): number {
    const [now, set_now] = useState(server_now)
    useEffect(() => {
        const timer = setInterval(() => set_now(server_now()), 1_000)
        return () => clearInterval(timer)
    }, [])
    return one ? Math.max(0, Math.ceil((ends_at(one) - now) / 1_000)) : 0
}

function Countdown({
    hold: one,
    renew,
    more,
}: {
    hold: Hold
    renew: () => void
    more: (changed: Hold) => void
}) {
    const own = useBookWords()
    const left = useSecondsLeft(one)
    const last_touch = useRef(Date.now())
    const renewed = useRef('')
    const [pending, set_pending] = useState(false)
    const [error, set_error] = useState<unknown>()
    useEffect(() => {
        const touched = () => {
            last_touch.current = Date.now()
        }
        const events = ['keydown', 'pointerdown', 'input'] as const
        for (const event of events) addEventListener(event, touched)
        return () => {
            for (const event of events) removeEventListener(event, touched)
        }
    }, [])
    // Somebody who is at it gets the time again without being asked; a page that lies open keeps it from nobody.
    useEffect(() => {
        const is_there =
            Date.now() - last_touch.current < 10 * 60_000 && document.visibilityState === 'visible'
        if (left > 0 || renewed.current === one.id || !is_there) return
        renewed.current = one.id
        renew()
    }, [left, one.id, renew])

    const ask_for_more = async () => {
        set_pending(true)
        set_error(undefined)
        try {
            more(await extend(one))
        } catch (problem) {
            set_error(problem)
        } finally {
            set_pending(false)
        }
    }
    if (left === 0)
        return (
            <Notice kind="warn" className="mt-4" role="alert">
                <p className="font-semibold">{own.book.expired}</p>
                <p>{own.book.expired_hint}</p>
                <Button look="secondary" className="mt-3" onClick={renew}>
                    {own.book.hold_again}
                </Button>
            </Notice>
        )
    const soon = left <= warning_seconds
    return (
        <div
            className={`mt-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-card border px-4 py-3 ${soon ? 'border-warn bg-warn-soft' : 'border-line bg-surface'}`}
        >
            <p>
                {own.book.held} <strong role="timer">{clock(left)}</strong>
                <span role="status" className="sr-only">
                    {soon ? own.book.soon : ''}
                </span>
            </p>
            {one.extensions_left > 0 && (
                <button
                    type="button"
                    aria-disabled={pending}
                    className="link min-h-10 cursor-pointer"
                    onClick={pending ? undefined : ask_for_more}
                >
                    {own.book.more_time}
                </button>
            )}
            {Boolean(error) && (
                <div className="w-full">
                    <Failure error={error} />
                </div>
            )}
        </div>
    )
}

function Taken({ alternatives, city, type }: { alternatives: Alternative[]; city?: string; type?: string }) {
    const words = useWords()
    const own = useBookWords()
    const { doctor_id } = route.useParams()
    return (
        <div
            ref={(box) => box?.focus()}
            tabIndex={-1}
            role="alert"
            className="mt-4 rounded-card border-2 border-warn bg-warn-soft p-4 outline-none"
        >
            <p className="font-semibold text-warn">{own.book.taken}</p>
            <p>{alternatives.length > 0 ? own.book.taken_hint : own.book.taken_none}</p>
            <ul className="mt-3 flex flex-wrap gap-2">
                {alternatives.map((slot) => (
                    <li key={slot.start}>
                        <Link
                            to="/book/$doctor_id"
                            params={{ doctor_id }}
                            search={{ start: slot.start, type }}
                            replace
                            className="inline-flex min-h-12 items-center rounded-control border border-primary bg-surface px-4 font-semibold text-primary"
                        >
                            {long_day(slot.local_date)}, {slot.local_time}
                        </Link>
                    </li>
                ))}
            </ul>
            {city && alternatives.length > 0 && <p className="mt-2 text-sm">{words.zone(city)}</p>}
            <Link
                to="/doctors/$doctor_id"
                params={{ doctor_id }}
                search={{ type }}
                className="link mt-3 inline-block py-1"
            >
                {words.find.all_times}
            </Link>
        </div>
    )
}

type Relatives = Schemas['Relative'][]
function WhoFor({ form, relatives }: { form: Form<Values>; relatives: Relatives }) {
    const own = useBookWords()
    const now = useSession()
    if (now.status !== 'signed_in' || relatives.length === 0) return null
    return (
        <fieldset>
            <legend className="text-lg font-semibold">{own.book.who}</legend>
            <div className="mt-2 grid gap-2 sm:grid-cols-2">
                <Choice
                    name="who"
                    value="me"
                    checked={form.values.who === 'me'}
                    onChange={(who) => form.set({ who })}
                >
                    {own.book.me(`${now.user.first_name} ${now.user.last_name}`)}
                </Choice>
                {relatives.map((one) => (
                    <Choice
                        key={one.id}
                        name="who"
                        value={one.patient_id ?? ''}
                        checked={form.values.who === one.patient_id}
                        onChange={(who) => form.set({ who })}
                    >
                        {one.first_name} {one.last_name}
                    </Choice>
                ))}
            </div>
        </fieldset>
    )
}

function CardFields({ form }: { form: Form<Values> }) {
    const words = useBookWords().card
    return (
        <fieldset className="space-y-4">
            <legend className="text-lg font-semibold">{words.title}</legend>
            <Field
                {...form.bind('number')}
                label={words.number}
                inputMode="numeric"
                autoComplete="cc-number"
                spellCheck={false}
            />
            <div className="grid grid-cols-2 gap-4">
                <Field
                    {...form.bind('expiry')}
                    label={words.expiry}
                    hint={words.expiry_hint}
                    inputMode="numeric"
                    autoComplete="cc-exp"
                />
                <Field
                    {...form.bind('cvc')}
                    label={words.cvc}
                    hint={words.cvc_hint}
                    inputMode="numeric"
                    autoComplete="cc-csc"
                />
            </div>
            <Field {...form.bind('holder')} label={words.holder} optional autoComplete="cc-name" />
        </fieldset>
    )
}

function card_of(values: Values) {
    const [month = '', year = ''] = values.expiry.split(/[/\s-]+/)
    return {
        number: values.number.replace(/\D/g, ''),
        exp_month: Number(month) || 0,
        exp_year: year.length === 2 ? 2000 + Number(year) : Number(year) || 0,
        cvc: values.cvc.trim(),
        ...(values.holder.trim() ? { holder: values.holder.trim() } : {}),
    }
}

// What becomes of a payment that the bank has not decided yet.
function useDecision() {
    const [waits, set_waits] = useState<Payment>()
    const decided = (payment: Payment) =>
        payment.status !== 'processing' && payment.status !== 'requires_action'
    const settle = async (payment: Payment): Promise<Payment> => {
        let now = payment
        while (!decided(now)) {
            set_waits(now)
            await new Promise((resolve) => setTimeout(resolve, 2_000))
            const path = { id: now.id }
            now =
                now.status === 'requires_action'
                    ? await api.post('/payments/{id}/refresh', { path })
                    : await api.get('/payments/{id}', { path })
        }
        set_waits(undefined)
        return now
    }
    return { waits, settle }
}

function useBooking(
    form: Form<Values>,
    held: { data?: Hold; refetch: () => Promise<{ data?: Hold }> },
    pays: boolean,
    patient_id: string | undefined,
) {
    const own = useBookWords()
    const cache = useQueryClient()
    const navigate = route.useNavigate()
    const { waits, settle } = useDecision()

    const pay = async (body: object, key: string): Promise<string | undefined> => {
        const sent = { ...body, method: { card: card_of(form.values) } }
        const payment = await settle(await api.post('/payments', { body: sent, key }))
        if (payment.status === 'succeeded') return payment.appointment_id
        throw new Problem(422, {
            code: payment.failure ?? 'abandoned',
            errors: [
                {
                    pointer:
                        payment.failure === 'incorrect_cvc'
                            ? '/cvc'
                            : payment.failure === 'expired_card'
                              ? '/expiry'
                              : '/number',
                    code: payment.failure ?? 'abandoned',
                    detail: own.card.failures[payment.failure ?? 'abandoned'],
                },
            ],
        })
    }
    // With the hold that there is; if it has run out meanwhile, once more with a new one of the same time.
    const book = async (key: string, again = true): Promise<string | undefined> => {
        const one = held.data && ends_at(held.data) > server_now() ? held.data : (await held.refetch()).data
        if (!one) return undefined
        const { reason } = form.values
        const body = {
            hold_id: one.id,
            ...(one.holder_token ? { holder_token: one.holder_token } : {}),
            ...(patient_id ? { patient_id } : {}),
        }
        const said = reason.trim() ? { reason: reason.trim() } : {}
        try {
            if (!pays) return (await api.post('/appointments', { body: { ...body, ...said }, key })).id
            const id = await pay(body, key)
            // The visit is booked: that the reason is not there yet is no reason to tell otherwise.
            if (id && said.reason)
                await api.patch('/appointments/{id}', { path: { id }, body: said }).catch(() => undefined)
            return id
        } catch (problem) {
            const is_over =
                problem instanceof Problem && (problem.code === 'hold_expired' || problem.status === 404)
            if (!is_over || !again) throw problem
            forget_hold()
            await held.refetch()
            return book(random_key(), false)
        }
    }
    return {
        waits,
        book: async (key: string) => {
            const id = await book(key)
            if (!id) return
            forget_hold()
            sessionStorage.removeItem(kept_place)
            cache.invalidateQueries({ queryKey: ['mine'] })
            cache.removeQueries({ queryKey: ['availability'] })
            cache.removeQueries({ queryKey: ['search'] })
            await navigate({ to: '/booked/$id', params: { id }, replace: true })
        },
    }
}

function useAccountWay(): [Way, (way: Way) => void] {
    const [way, set_way] = useState<Way>(() =>
        sessionStorage.getItem(`${kept_place}.way`) === 'sign_in' ? 'sign_in' : 'sign_up',
    )
    return [
        way,
        (next) => {
            sessionStorage.setItem(`${kept_place}.way`, next)
            set_way(next)
        },
    ]
}

export default function BookPage() {
    const words = useWords()
    const own = useBookWords()
    const cache = useQueryClient()
    const { doctor_id } = route.useParams()
    const { start, type } = route.useSearch()
    const now = useSession()
    const [way, set_way] = useAccountWay()
    const [taken, set_taken] = useState<{ start: string; alternatives: Alternative[] }>()
    const form = useForm(kept_details())
    const entrance = useEntrance(way)
    const labels = { ...useAccountLabels(), ...own.card, reason: own.book.reason }
    const about = useQuery(doctor(doctor_id))
    const who = about.data
    const notice = useQuery(schedule(doctor_id)).data?.cancellation_notice_minutes
    const relatives = useQuery({
        ...my_relatives(),
        enabled: now.status === 'signed_in' && Boolean(now.patient),
    })
    const patient_id =
        relatives.data?.find((relative) => relative.patient_id === form.values.who)?.patient_id ?? undefined
    const knows_whom = now.status === 'nobody' || form.values.who === 'me' || !relatives.isPending
    const hold_key = ['hold', doctor_id, start, type, patient_id]
    const held = useQuery({
        queryKey: hold_key,
        queryFn: () => hold({ doctor_id, start, visit_type: type, patient_id }),
        enabled: now.status !== 'unknown' && knows_whom,
        retry: false,
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 0,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
    })
    const pays = who?.payment_policy === 'at_booking' && (held.data?.price_cents ?? 0) > 0
    const asked = useQuery({ ...clinic_payments(who?.clinic.id ?? ''), enabled: pays }).data
    const { waits, book } = useBooking(form, held, pays, patient_id)
    const one = held.data
    const refused = held.error instanceof Problem && held.error.code === 'slot_taken' ? held.error : undefined
    const alternatives = taken?.start === start ? taken.alternatives : refused?.body.alternatives
    const { first_name, last_name, email, who: for_whom } = form.values

    useEffect(() => {
        void session.known()
    }, [])
    // Neither secrets nor anything about health: those are asked for again.
    useEffect(() => {
        sessionStorage.setItem(kept_place, JSON.stringify({ first_name, last_name, email, who: for_whom }))
    }, [first_name, last_name, email, for_whom])

    const renew = async () => {
        const again = await held.refetch()
        if (again.data) toast(own.book.held_again)
    }
    const submit = () =>
        form.submit(
            async (key) => {
                if (now.status !== 'signed_in' && !(await entrance.enter(form.values, key))) return
                await book(key)
            },
            {
                check: (values) => ({
                    ...(now.status === 'signed_in' ? {} : entrance.check(values)),
                    ...(pays && !values.number.trim() ? { number: words.form.required } : {}),
                    ...(pays && !/^\d{1,2}\s*[/\s-]\s*(\d{2}|\d{4})$/.test(values.expiry.trim())
                        ? { expiry: own.card.expiry_wrong }
                        : {}),
                    ...(pays && !/^\d{3,4}$/.test(values.cvc.trim()) ? { cvc: own.card.cvc_wrong } : {}),
                }),
                handle: (problem) => {
                    if (problem.code !== 'slot_taken') return false
                    set_taken({ start, alternatives: problem.body.alternatives ?? [] })
                    return true
                },
            },
        )
    const due =
        one && asked ? Math.ceil((one.price_cents * asked.deposit_percent) / 100) : (one?.price_cents ?? 0)
    // Shown all at once at first; later the form stays where it is while another time is being held.
    const [shown, show] = useState(false)
    if (!shown && !about.isPending && !held.isPending) show(true)
    const is_other_role = now.status === 'signed_in' && !now.patient

    return (
        <Page title={own.book.title} step={words.step(3)} width="max-w-2xl">
            {shown && one && !alternatives && (
                <>
                    <Countdown
                        key={one.id}
                        hold={one}
                        renew={renew}
                        more={(changed) => cache.setQueryData(hold_key, changed)}
                    />
                    <section className="card mt-4 p-4 sm:p-6" aria-label={own.book.visit}>
                        <p className="text-lg font-semibold">
                            {full_day(one.local_date)}, {one.local_time}
                        </p>
                        <p className="text-sm text-muted">
                            {words.zone(one.clinic.city)} · {words.minutes(one.duration_minutes)}
                            {one.mode === 'video' && ` · ${words.video}`}
                        </p>
                        <p className="mt-2">
                            {one.doctor_name}, {words.names[one.specialty.code] ?? one.specialty.name}
                        </p>
                        <p className="text-muted">
                            {one.clinic.name}, {one.clinic.address}, {one.clinic.city}
                        </p>
                        <p className="mt-2 font-semibold">{money(one.price_cents, one.currency)}</p>
                        <Link
                            to="/doctors/$doctor_id"
                            params={{ doctor_id }}
                            search={{ type, day: one.local_date }}
                            className="link mt-2 inline-block py-1"
                            onClick={() => void release()}
                        >
                            {own.book.other_time}
                        </Link>
                    </section>
                </>
            )}
            {alternatives && (
                <Taken key={start} alternatives={alternatives} city={who?.clinic.city} type={type} />
            )}
            {held.error && !refused && (
                <div className="mt-4">
                    <Failure error={held.error} retry={held.refetch} />
                    <Link
                        to="/doctors/$doctor_id"
                        params={{ doctor_id }}
                        search={{ type }}
                        className="link mt-3 inline-block py-1"
                    >
                        {words.find.all_times}
                    </Link>
                </div>
            )}
            {held.isPending && <Loading rows={2} height="h-44" />}
            {!shown ? null : is_other_role ? (
                <Notice kind="warn" className="mt-4">
                    {own.book.not_a_patient}
                </Notice>
            ) : (
                <form
                    noValidate
                    className="mt-6 space-y-6"
                    onSubmit={(event) => {
                        event.preventDefault()
                        submit()
                    }}
                >
                    <Summary form={form} labels={labels} />
                    <WhoFor form={form} relatives={relatives.data ?? []} />
                    <TextArea
                        {...form.bind('reason')}
                        label={own.book.reason}
                        hint={own.book.reason_hint}
                        optional
                        maxLength={500}
                        rows={2}
                        autoComplete="off"
                    />
                    {now.status === 'nobody' && (
                        <fieldset className="space-y-4">
                            <legend className="text-lg font-semibold">{own.book.you}</legend>
                            {!entrance.wants_code && (
                                <div className="mt-2 grid gap-2 sm:grid-cols-2">
                                    {(['sign_up', 'sign_in'] as const).map((one_way) => (
                                        <Choice
                                            key={one_way}
                                            name="way"
                                            value={one_way}
                                            checked={way === one_way}
                                            onChange={() => {
                                                form.clear()
                                                set_way(one_way)
                                            }}
                                        >
                                            {own.book[one_way]}
                                        </Choice>
                                    ))}
                                </div>
                            )}
                            <AccountFields form={form} way={way} wants_code={entrance.wants_code} />
                        </fieldset>
                    )}
                    {pays && <CardFields form={form} />}
                    <p className="text-sm text-muted">
                        {notice !== undefined && own.book.policy(notice)}{' '}
                        {one &&
                            who?.payment_policy === 'at_desk' &&
                            own.book.at_desk(money(one.price_cents, one.currency))}
                    </p>
                    {waits && (
                        <Notice role="status">
                            {waits.status === 'requires_action' && waits.action_url ? (
                                <>
                                    <p>{own.card.bank}</p>
                                    <a
                                        href={waits.action_url}
                                        target="_blank"
                                        rel="noreferrer"
                                        className="link inline-block py-1"
                                    >
                                        {own.card.to_bank}
                                    </a>
                                </>
                            ) : (
                                <p>{own.card.processing}</p>
                            )}
                        </Notice>
                    )}
                    <Button
                        type="submit"
                        pending={form.pending}
                        disabled={!one || Boolean(alternatives)}
                        className="w-full disabled:opacity-60"
                    >
                        {pays && one ? own.book.pay(money(due, one.currency)) : own.book.action}
                    </Button>
                </form>
            )}
        </Page>
    )
}
