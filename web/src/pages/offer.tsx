// What opens when somebody taps a link in the message of an offer. Opening it changes nothing, because mail scanners open links, too;
// its button does. The token is behind "#": it reaches no server but in the body of the request.
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, type Problem, type Schemas } from '../api/client'
import { long_day } from '../format'
import { useWords } from '../i18n'
import { useOfferWords } from '../i18n/offer'
import { Summary, useForm } from '../ui/form'
import { Button, Notice, Page } from '../ui/parts'

type Ended = 'over' | 'declined' | Schemas['AcceptedOffer']

function Outcome({ ended }: { ended: Ended }) {
    const words = useOfferWords()
    const zone = useWords().zone
    if (ended === 'over') return <Notice kind="warn">{words.over}</Notice>
    if (ended === 'declined') return <Notice kind="ok">{words.declined}</Notice>
    return (
        <Notice kind="ok">
            <p className="text-lg font-semibold">{words.yours}</p>
            <p className="mt-2">
                <strong>
                    {long_day(ended.local_date)}, {ended.local_time}
                </strong>{' '}
                ({zone(ended.clinic.city)})
            </p>
            <p>
                {ended.doctor_name}, {ended.clinic.name}
            </p>
            <p>{ended.reference}</p>
        </Notice>
    )
}

function Offer({ answer }: { answer: 'accept' | 'decline' }) {
    const words = useWords()
    const offer = useOfferWords()
    const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '')
    const [ended, set_ended] = useState<Ended>()
    const form = useForm({})
    const own = offer[answer]
    const send = () =>
        form.submit(
            async () => {
                if (answer === 'accept')
                    set_ended(await api.post('/waitlist/offers/accept', { body: { token } }))
                else {
                    await api.post('/waitlist/offers/decline', { body: { token } })
                    set_ended('declined')
                }
            },
            {
                handle: (problem: Problem) => {
                    const is_over = problem.status === 404 || problem.status === 410
                    if (is_over) set_ended('over')
                    return is_over
                },
            },
        )
    return (
        <Page title={own.title} width="max-w-lg">
            <div className="card mt-6 space-y-5 p-4 sm:p-8" role="status">
                {ended && <Outcome ended={ended} />}
                {!ended && !token && <Notice kind="warn">{words.broken_link}</Notice>}
                {!ended && token && (
                    <>
                        <Summary form={form} labels={{}} />
                        <p className="text-lg">{own.question}</p>
                        <Button pending={form.pending} className="w-full" onClick={send}>
                            {own.action}
                        </Button>
                        <Link
                            to={answer === 'accept' ? '/waitlist/decline' : '/waitlist/accept'}
                            hash={`token=${token}`}
                            replace
                            className="link inline-block py-1"
                        >
                            {own.other}
                        </Link>
                    </>
                )}
            </div>
        </Page>
    )
}

export const AcceptPage = () => <Offer key="accept" answer="accept" />
export const DeclinePage = () => <Offer key="decline" answer="decline" />
