// Details and pay: the time is held while somebody says who it is for, and who they are. Nothing that was typed is lost when the hold
// runs out or somebody else was faster; of a reload only what is about health, secrets and the card are not kept.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { forget_times } from '../api/cache'
import { api, Problem, type Schemas, server_now } from '../api/client'
import { clinic_payments, doctor, my_relatives, schedule } from '../api/queries'
import { session, useSession } from '../api/session'
import { money } from '../format'
import { useWords } from '../i18n'
import { useBookWords } from '../i18n/book'
import { useCardWords } from '../i18n/card'
import { ends_at, forget_hold, type Hold, held_already, hold } from '../state/hold'
import { random_key } from '../state/keys'
import { toast } from '../state/toasts'
import {
    AccountFields,
    type Entrance,
    no_account,
    useAccountLabels,
    useEntrance,
    type Way,
} from '../ui/account'
import { CardFields, no_card, useCardCheck, usePaying, Waits } from '../ui/card'
import { Failure, type Form, Summary, TextArea, useForm } from '../ui/form'
import { AllTimes, type Alternative, Countdown, HeldVisit, Taken, useLastTouch } from '../ui/hold'
import { Button, Choice, Loading, Notice, Page } from '../ui/parts'

const route = getRouteApi('/book/$doctor_id')
const no_details = { ...no_account, ...no_card, who: 'me', reason: '' }
type Values = typeof no_details
type Relatives = Schemas['Relative'][]
const kept_place = 'venera.booking'

function kept_details(): Values {
    try {
        return { ...no_details, ...JSON.parse(sessionStorage.getItem(kept_place) ?? '{}') }
    } catch {
        return no_details
    }
}

// Neither secrets nor anything about health: those are asked for again.
function useKept({ first_name, last_name, email, who }: Values) {
    useEffect(() => {
        sessionStorage.setItem(kept_place, JSON.stringify({ first_name, last_name, email, who }))
    }, [first_name, last_name, email, who])
}

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

function AboutYou({
    form,
    way,
    set_way,
    entrance,
}: {
    form: Form<Values>
    way: Way
    set_way: (way: Way) => void
    entrance: Entrance
}) {
    const own = useBookWords().book
    const choose = (next: Way) => {
        form.clear()
        set_way(next)
    }
    return (
        <fieldset className="space-y-4">
            <legend className="text-lg font-semibold">{own.you}</legend>
            {!entrance.wants_code && (
                <div className="mt-2 grid gap-2 sm:grid-cols-2">
                    {(['sign_up', 'sign_in'] as const).map((one) => (
                        <Choice
                            key={one}
                            name="way"
                            value={one}
                            checked={way === one}
                            onChange={() => choose(one)}
                        >
                            {own[one]}
                        </Choice>
                    ))}
                </div>
            )}
            <AccountFields form={form} way={way} entrance={entrance} />
        </fieldset>
    )
}

// The time of this address, held for whom the form says.
function useHeld(who: string, relatives: { data?: Relatives; isPending: boolean }) {
    const { doctor_id } = route.useParams()
    const { start, type } = route.useSearch()
    const { status } = useSession()
    const cache = useQueryClient()
    const patient_id = relatives.data?.find((one) => one.patient_id === who)?.patient_id ?? undefined
    const knows_whom = status === 'nobody' || who === 'me' || !relatives.isPending
    const enabled = status !== 'unknown' && knows_whom
    const wanted = { doctor_id, start, visit_type: type, patient_id }
    const queryKey = ['hold', doctor_id, start, type, patient_id]
    const held = useQuery({
        queryKey,
        queryFn: () => hold(wanted),
        initialData: () => (enabled ? held_already(wanted) : undefined),
        enabled,
        retry: false,
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 0,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
    })
    const [taken, set_taken] = useState<{ start: string; alternatives: Alternative[] }>()
    const refused = held.error instanceof Problem && held.error.code === 'slot_taken' ? held.error : undefined
    const alternatives: Alternative[] | undefined =
        taken?.start === start ? taken.alternatives : refused && (refused.body.alternatives ?? [])
    // A time that somebody else has is offered nowhere again.
    useEffect(() => {
        if (alternatives) forget_times()
    }, [alternatives])
    return {
        patient_id,
        alternatives,
        one: held.data,
        error: refused ? undefined : held.error,
        isPending: held.isPending,
        refetch: held.refetch,
        change: (changed: Hold) => cache.setQueryData(queryKey, changed),
        // True if the refusal says that somebody else was faster.
        was_taken: (problem: Problem) => {
            if (problem.code !== 'slot_taken') return false
            set_taken({ start, alternatives: problem.body.alternatives ?? [] })
            return true
        },
    }
}
type Held = ReturnType<typeof useHeld>

function useBooking(form: Form<Values>, held: Held, pays: boolean) {
    const cache = useQueryClient()
    const navigate = route.useNavigate()
    const { waits, pay } = usePaying()

    const send = async (body: object, key: string): Promise<string> => {
        const said = form.values.reason.trim() ? { reason: form.values.reason.trim() } : {}
        if (!pays) return (await api.post('/appointments', { body: { ...body, ...said }, key })).id
        const id = (await pay(body, form.values, key)).appointment_id
        // The visit is booked: that the reason is not there yet is no reason to tell otherwise.
        if (said.reason)
            await api.patch('/appointments/{id}', { path: { id }, body: said }).catch(() => undefined)
        return id
    }
    const send_held = (one: Hold, key: string) =>
        send(
            {
                hold_id: one.id,
                ...(one.holder_token ? { holder_token: one.holder_token } : {}),
                ...(held.patient_id ? { patient_id: held.patient_id } : {}),
            },
            key,
        )
    // With the hold that there is. It may be over, also before its time: then with a new one of the same time.
    const book = async (key: string): Promise<string | undefined> => {
        const is_kept = held.one && ends_at(held.one) > server_now()
        if (held.one && is_kept)
            try {
                return await send_held(held.one, key)
            } catch (problem) {
                const is_over =
                    problem instanceof Problem && (problem.code === 'hold_expired' || problem.status === 404)
                if (!is_over) throw problem
                forget_hold()
            }
        const again = (await held.refetch({ throwOnError: true })).data
        return again && send_held(again, is_kept ? random_key() : key)
    }
    return {
        waits,
        book: async (key: string) => {
            const id = await book(key)
            if (!id) return
            forget_hold()
            sessionStorage.removeItem(kept_place)
            cache.invalidateQueries({ queryKey: ['mine'] })
            forget_times()
            await navigate({ to: '/booked/$id', params: { id }, replace: true })
        },
    }
}

function Details({ form, held, relatives }: { form: Form<Values>; held: Held; relatives: Relatives }) {
    const own = useBookWords().book
    const card = useCardWords()
    const now = useSession()
    const { doctor_id } = route.useParams()
    const [way, set_way] = useAccountWay()
    const entrance = useEntrance(way)
    const labels = { ...useAccountLabels(), ...card, reason: own.reason }
    const who = useQuery(doctor(doctor_id)).data
    const notice = useQuery(schedule(doctor_id)).data?.cancellation_notice_minutes
    const { one } = held
    const pays = who?.payment_policy === 'at_booking' && (one?.price_cents ?? 0) > 0
    const asked = useQuery({ ...clinic_payments(who?.clinic.id ?? ''), enabled: pays }).data
    const due = asked ? Math.ceil(((one?.price_cents ?? 0) * asked.deposit_percent) / 100) : one?.price_cents
    const check_card = useCardCheck()
    const { waits, book } = useBooking(form, held, pays)
    const submit = () =>
        form.submit(
            async (key) => {
                if (now.status !== 'signed_in' && !(await entrance.enter(form.values, key))) return
                await book(key)
            },
            {
                check: (values) => ({
                    ...(now.status === 'signed_in' ? {} : entrance.check(values)),
                    ...(pays ? check_card(values) : {}),
                }),
                handle: held.was_taken,
            },
        )
    return (
        <form
            noValidate
            className="mt-6 space-y-6"
            onSubmit={(event) => {
                event.preventDefault()
                submit()
            }}
        >
            <Summary form={form} labels={labels} />
            <WhoFor form={form} relatives={relatives} />
            <TextArea
                {...form.bind('reason')}
                label={own.reason}
                hint={own.reason_hint}
                optional
                maxLength={500}
                rows={2}
                autoComplete="off"
            />
            {now.status === 'nobody' && (
                <AboutYou form={form} way={way} set_way={set_way} entrance={entrance} />
            )}
            {pays && <CardFields form={form} />}
            <p className="text-sm text-muted">
                {notice !== undefined && own.policy(notice)}{' '}
                {one &&
                    who?.payment_policy === 'at_desk' &&
                    own.at_desk(money(one.price_cents, one.currency))}
            </p>
            <Waits payment={waits} />
            <Button
                type="submit"
                pending={form.pending}
                disabled={!one || Boolean(held.alternatives)}
                className="w-full disabled:opacity-60"
            >
                {pays && one ? own.pay(money(due ?? 0, one.currency)) : own.action}
            </Button>
        </form>
    )
}

export default function BookPage() {
    const words = useWords()
    const own = useBookWords().book
    const { doctor_id } = route.useParams()
    const { start, type } = route.useSearch()
    const now = useSession()
    const form = useForm(kept_details())
    const about = useQuery(doctor(doctor_id))
    const is_patient = now.status === 'signed_in' && Boolean(now.patient)
    const relatives = useQuery({ ...my_relatives(), enabled: is_patient })
    const held = useHeld(form.values.who, relatives)
    const { one, alternatives } = held
    useKept(form.values)
    const last_touch = useLastTouch()
    useEffect(() => {
        session.known().catch(() => undefined)
    }, [])
    const renew = async () => {
        if ((await held.refetch()).data) toast(own.held_again)
    }
    // Shown all at once at first; later the form stays where it is while another time is being held.
    const [shown, show] = useState(false)
    if (!shown && !about.isPending && !held.isPending) show(true)
    return (
        <Page title={own.title} step={words.step(3)} width="max-w-2xl">
            {shown && one && !alternatives && (
                <>
                    <Countdown
                        key={one.id}
                        hold={one}
                        last_touch={last_touch}
                        renew={renew}
                        more={held.change}
                    />
                    <HeldVisit hold={one} type={type} />
                </>
            )}
            {alternatives && (
                <Taken
                    key={start}
                    doctor_id={doctor_id}
                    alternatives={alternatives}
                    city={about.data?.clinic.city}
                    type={type}
                />
            )}
            {held.error && (
                <div className="mt-4">
                    <Failure error={held.error} retry={held.refetch} />
                    <AllTimes doctor_id={doctor_id} type={type} />
                </div>
            )}
            {held.isPending && <Loading rows={2} height="h-44" />}
            {shown && now.status === 'signed_in' && !now.patient && (
                <Notice kind="warn" className="mt-4">
                    {own.not_a_patient}
                </Notice>
            )}
            {shown && (now.status !== 'signed_in' || is_patient) && (
                <Details form={form} held={held} relatives={relatives.data ?? []} />
            )}
        </Page>
    )
}
