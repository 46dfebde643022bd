// The first page: what somebody needs, and the earliest free times of who can help. What they write about their health is sent once,
// in a body, and kept nowhere; the address holds the specialty that came of it.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, type Schemas } from '../api/client'
import { clinics, countries, type Filters, type Found, search, specialties } from '../api/queries'
import {
    as_shown,
    country_name,
    language_name,
    list_of,
    money,
    rating,
    short_day,
    shows_own_clock,
} from '../format'
import { useLanguage, useWords } from '../i18n'
import { Failure, Select, Summary, TextArea, useForm } from '../ui/form'
import { Avatar, Badge, Button, ButtonLink, Loading, More, Notice, Page, take_focus } from '../ui/parts'

type Advice = Schemas['TriageAnswer']
const route = getRouteApi('/')

function EmergencyLine() {
    const words = useWords()
    const clinics_here = useQuery(clinics()).data
    const numbers = useQuery(countries()).data
    const here = new Set(clinics_here?.map((clinic) => clinic.country))
    const calls = (numbers ?? [])
        .filter(({ country }) => here.has(country))
        .map(({ country, emergency_number }) => ({ country, number: emergency_number }))
    return (
        <p className="mt-2 min-h-16 text-muted sm:min-h-8">
            {words.find.emergency}{' '}
            {calls.map(({ country, number }, index) => (
                <span key={country}>
                    {index > 0 && ' · '}
                    <a
                        href={`tel:${number}`}
                        className="inline-block min-w-8 py-1 text-center font-semibold text-danger underline underline-offset-4"
                    >
                        {number}
                    </a>{' '}
                    <span className="whitespace-nowrap">{country_name(country)}</span>
                </span>
            ))}
        </p>
    )
}

function Emergency({ advice, dismiss }: { advice: Advice; dismiss: () => void }) {
    const words = useWords()
    return (
        <section
            ref={take_focus}
            tabIndex={-1}
            role="alert"
            className="mt-8 rounded-card border-2 border-danger bg-danger-soft p-6 outline-none"
        >
            <h2 className="text-2xl font-bold text-danger">{words.find.emergency_title}</h2>
            <p className="mt-2 text-lg">{advice.emergency?.message}</p>
            <a
                href={`tel:${advice.emergency?.call}`}
                className="mt-4 flex min-h-16 items-center justify-center rounded-control bg-danger px-6 text-2xl font-bold text-on-danger"
            >
                {words.find.call(advice.emergency?.call ?? '')}
            </a>
            <p className="mt-4 text-sm text-muted">{advice.disclaimer}</p>
            <button type="button" className="link mt-2 min-h-8 cursor-pointer text-sm" onClick={dismiss}>
                {words.find.change_symptoms}
            </button>
        </section>
    )
}

function Suggestion({ advice, choose }: { advice: Advice; choose: (specialty: string) => void }) {
    const words = useWords()
    return (
        <Notice kind="soft" className="mt-6" role="status">
            <p className="font-semibold text-on-soft">
                {words.find.suggested(advice.specialty.name)}
                {advice.urgency === 'same_day' && (
                    <span className="ml-2">
                        <Badge kind="warn">{words.find.same_day}</Badge>
                    </span>
                )}
            </p>
            <p className="mt-1">{advice.advice}</p>
            {advice.alternatives.length > 0 && (
                <p className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
                    <span className="text-muted">{words.find.or_else}</span>
                    {advice.alternatives.map(({ specialty }) => (
                        <button
                            key={specialty.code}
                            type="button"
                            className="link min-h-8 cursor-pointer"
                            onClick={() => choose(specialty.code)}
                        >
                            {specialty.name}
                        </button>
                    ))}
                </p>
            )}
            <p className="mt-2 text-sm text-muted">
                {advice.if_worse} {advice.disclaimer}
            </p>
        </Notice>
    )
}

// Whose emergency number is shown: of the city that is asked for, of the only country with clinics, or the browser's.
const country_of = (all: readonly { city: string; country: string }[], city: string | undefined) => {
    const here = new Set(
        all.filter((clinic) => !city || clinic.city === city).map((clinic) => clinic.country),
    )
    const [only] = here
    if (here.size === 1) return only
    const region = new Intl.Locale(navigator.language).region
    return region?.length === 2 ? region : undefined
}

function Times({ found }: { found: Found }) {
    const words = useWords()
    const slots = found.slots.map(as_shown)
    const dates = [...new Set(slots.map((slot) => slot.local_date))].slice(0, 3)
    const slots_of = (date: string) => slots.filter((slot) => slot.local_date === date).slice(0, 3)
    return (
        <div className="min-w-0 flex-1">
            <p className="text-sm text-muted">
                {found.slots.some(shows_own_clock) ? words.own_zone : words.zone(found.doctor.clinic.city)}
            </p>
            <div className="mt-2 grid grid-cols-3 gap-2 sm:gap-4">
                {dates.map((date) => (
                    <div key={date} className="min-w-0">
                        <h4 className="text-center text-sm leading-tight font-semibold">{short_day(date)}</h4>
                        <ul className="mt-2 space-y-2">
                            {slots_of(date).map((slot) => (
                                <li key={slot.slot_id}>
                                    <Link
                                        to="/book/$doctor_id"
                                        params={{ doctor_id: found.doctor.id }}
                                        search={{ start: slot.start, type: found.visit_type }}
                                        aria-label={`${slot.local_time}, ${short_day(date)}, ${found.doctor.name}`}
                                        className="flex min-h-12 items-center justify-center rounded-control border border-primary/50 font-semibold text-primary hover:bg-primary hover:text-on-primary"
                                    >
                                        {slot.local_time}
                                    </Link>
                                </li>
                            ))}
                        </ul>
                    </div>
                ))}
            </div>
            <Link
                to="/doctors/$doctor_id"
                params={{ doctor_id: found.doctor.id }}
                className="link mt-3 inline-block py-1"
            >
                {words.find.all_times}
                <span className="sr-only"> {found.doctor.name}</span>
            </Link>
        </div>
    )
}

export function DoctorLine({ doctor }: { doctor: Found['doctor'] | Schemas['Doctor'] }) {
    const words = useWords()
    return (
        <div className="min-w-0">
            <p className="text-muted">
                {list_of(doctor.specialties.map((one) => words.names[one.code] ?? one.name))}
            </p>
            <p>
                {doctor.clinic.name}, {doctor.clinic.city}
            </p>
            <p className="mt-1 flex flex-wrap gap-x-3 text-sm text-muted">
                {doctor.review_count > 0 && (
                    <span>
                        <span aria-hidden="true">★ </span>
                        <span className="sr-only">{words.find.rated} </span>
                        {rating(doctor.rating)} ({doctor.review_count})
                    </span>
                )}
                <span>{money(doctor.price_cents, doctor.currency)}</span>
                <span>{doctor.languages.map(language_name).join(', ')}</span>
                {doctor.modes.includes('video') && <span>{words.video}</span>}
            </p>
        </div>
    )
}

function Result({ found }: { found: Found }) {
    return (
        <li className="card flex flex-col gap-4 p-4 sm:p-6 lg:flex-row lg:gap-8">
            <div className="flex min-w-0 gap-4 lg:w-96 lg:shrink-0">
                <Avatar name={found.doctor.name} />
                <div className="min-w-0">
                    <h3 className="text-lg font-semibold">{found.doctor.name}</h3>
                    <DoctorLine doctor={found.doctor} />
                </div>
            </div>
            <Times found={found} />
        </li>
    )
}

function Nobody({ filters: { specialty, ...others } }: { filters: Filters }) {
    const words = useWords()
    const is_narrowed = Object.values(others).some(Boolean)
    return (
        <div className="card mt-6 p-6">
            <p className="font-semibold">{words.find.none}</p>
            {is_narrowed && <p className="mt-1 text-muted">{words.find.none_hint}</p>}
            {(is_narrowed || specialty) && (
                <ButtonLink
                    look="secondary"
                    className="mt-4"
                    to="/"
                    search={is_narrowed ? { specialty } : {}}
                >
                    {is_narrowed ? words.find.widen : words.find.widest}
                </ButtonLink>
            )}
        </div>
    )
}

function Results({ filters }: { filters: Filters }) {
    const words = useWords()
    const query = useInfiniteQuery(search(filters))
    const { data, error, isPending, refetch } = query
    if (isPending) return <Loading rows={4} height="h-72 lg:h-52" />
    if (error) return <Failure error={error} retry={refetch} />
    const all = data.pages.flatMap((page) => page.data)
    if (all.length === 0) return <Nobody filters={filters} />
    return (
        <section aria-labelledby="results" className="mt-8">
            <h2 id="results" className="text-xl font-bold">
                {words.find.results}
            </h2>
            <ul className="mt-4 space-y-4">
                {all.map((found) => (
                    <Result key={found.doctor.id} found={found} />
                ))}
            </ul>
            <More query={query}>{words.find.more}</More>
        </section>
    )
}

export default function FindPage() {
    const words = useWords()
    const language = useLanguage()
    const filters = route.useSearch()
    const navigate = route.useNavigate()
    const [advice, set_advice] = useState<Advice>()
    const [open, set_open] = useState(Object.values(filters).every((value) => !value))
    // As it was at first: it does not close over whoever takes the last filter back.
    const [folded_here, fold] = useState(false)
    const [has_more] = useState(
        Boolean(filters.mode || filters.part_of_day || filters.language || filters.from),
    )
    const form = useForm({ symptoms: '' })
    const all_specialties = useQuery(specialties()).data ?? []
    const all_clinics = useQuery(clinics()).data ?? []
    const cities = [...new Set(all_clinics.map((clinic) => clinic.city))].sort((one, other) =>
        one.localeCompare(other, language),
    )
    const change = (changes: Filters) =>
        navigate({ search: { ...filters, ...changes }, replace: true, resetScroll: false })
    const name_of = (code: string) =>
        words.names[code] ?? all_specialties.find((one) => one.code === code)?.name ?? code

    const find = () =>
        form.submit(async () => {
            const symptoms = form.values.symptoms.trim()
            if (symptoms) {
                const country = country_of(all_clinics, filters.city)
                const answer = await api.post('/triage', { body: { symptoms, language, country } })
                set_advice(answer)
                if (answer.emergency) return
                await change({ specialty: answer.specialty.code })
            }
            fold(true)
            set_open(false)
        })
    const to_symptoms = () => setTimeout(() => document.getElementById(form.bind('symptoms').id)?.focus())
    const choose = (name: keyof Filters) => ({
        id: `filter-${name}`,
        name,
        value: filters[name] ?? '',
        onChange: (event: { target: { value: string } }) =>
            change({ [name]: event.target.value || undefined }),
    })
    const line = `${filters.specialty ? name_of(filters.specialty) : words.find.any_specialty} · ${filters.city ?? words.find.any_city}`

    return (
        <Page title={words.find.title} heading={words.find.heading} width="max-w-6xl">
            <EmergencyLine />
            {!open && !advice?.emergency && (
                <button
                    type="button"
                    ref={folded_here ? take_focus : undefined}
                    onClick={() => {
                        set_open(true)
                        to_symptoms()
                    }}
                    className="card sticky top-2 z-10 mt-4 flex min-h-12 w-full cursor-pointer items-center justify-between gap-3 px-4 py-2 text-left md:hidden"
                >
                    <span className="truncate font-medium">{line}</span>
                    <span className="link">{words.change}</span>
                </button>
            )}
            <form
                role="search"
                noValidate
                className={`card mt-6 space-y-4 p-4 sm:p-6 ${advice?.emergency ? 'hidden' : open ? '' : 'hidden md:block'}`}
                onSubmit={(event) => {
                    event.preventDefault()
                    find()
                }}
            >
                <Summary form={form} labels={{ symptoms: words.find.symptoms }} />
                <TextArea
                    {...form.bind('symptoms')}
                    label={words.find.symptoms}
                    hint={words.find.symptoms_hint}
                    maxLength={2000}
                    rows={2}
                    autoComplete="off"
                />
                <div className="grid gap-4 sm:grid-cols-2">
                    <Select {...choose('specialty')} label={words.find.specialty}>
                        <option value="">{words.find.any_specialty}</option>
                        {all_specialties.map(({ code }) => (
                            <option key={code} value={code}>
                                {name_of(code)}
                            </option>
                        ))}
                    </Select>
                    <Select {...choose('city')} label={words.find.city}>
                        <option value="">{words.find.any_city}</option>
                        {cities.map((city) => (
                            <option key={city}>{city}</option>
                        ))}
                    </Select>
                </div>
                <div className="flex flex-wrap items-start justify-between gap-4">
                    <details className="min-w-0 flex-1 open:basis-full" open={has_more}>
                        <summary className="link inline-block min-h-8 cursor-pointer py-1">
                            {words.find.filters}
                        </summary>
                        <div className="mt-3 grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
                            <Select {...choose('mode')} label={words.find.mode}>
                                <option value="">{words.find.any_mode}</option>
                                <option value="in_person">{words.in_person}</option>
                                <option value="video">{words.video}</option>
                            </Select>
                            <Select {...choose('part_of_day')} label={words.find.part_of_day}>
                                <option value="">{words.find.any_part}</option>
                                {(['morning', 'afternoon', 'evening'] as const).map((part) => (
                                    <option key={part} value={part}>
                                        {words.parts[part]}
                                    </option>
                                ))}
                            </Select>
                            <Select {...choose('language')} label={words.find.language}>
                                <option value="">{words.find.any_language}</option>
                                {['es', 'en', 'qu'].map((code) => (
                                    <option key={code} value={code}>
                                        {language_name(code)}
                                    </option>
                                ))}
                            </Select>
                            <div>
                                <label htmlFor="filter-from" className="mb-1 block font-medium">
                                    {words.find.from}
                                </label>
                                <input type="date" {...choose('from')} className="field" />
                            </div>
                        </div>
                    </details>
                    <Button type="submit" pending={form.pending} className="w-full sm:w-auto">
                        {words.find.action}
                    </Button>
                </div>
            </form>
            {advice?.emergency ? (
                <Emergency
                    advice={advice}
                    dismiss={() => {
                        set_advice(undefined)
                        to_symptoms()
                    }}
                />
            ) : (
                <>
                    {advice && (
                        <Suggestion
                            advice={advice}
                            choose={(specialty) => {
                                change({ specialty })
                            }}
                        />
                    )}
                    <Results filters={filters} />
                </>
            )}
        </Page>
    )
}
