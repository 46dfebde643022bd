// One appointment of the reader's own; also what is shown right after it was booked.
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { appointment } from '../api/queries'
import { useWords } from '../i18n'
import { useVisitWords } from '../i18n/visit'
import { Loading, Notice, Page } from '../ui/parts'
import { Actions, Facts, Status } from '../ui/visit'
import { Unread } from './errors'

function Visit({ is_new }: { is_new: boolean }) {
    const words = useWords()
    const own = useVisitWords()
    const { id = '' } = useParams({ strict: false })
    const { data, error, isPending, refetch } = useQuery(appointment(id))
    if (isPending) return <Loading rows={1} height="h-80" />
    if (error) return <Unread title={own.visit.title} error={error} retry={refetch} />
    const just_booked = is_new && data.status === 'booked'
    return (
        <Page
            title={just_booked ? own.visit.booked : own.visit.title}
            step={just_booked ? words.step(4) : undefined}
            width="max-w-2xl"
        >
            {just_booked && (
                <Notice kind="ok" className="no-print mt-4">
                    <p>{own.visit.booked_hint}</p>
                </Notice>
            )}
            <section className="card mt-4 p-4 sm:p-6" aria-label={own.visit.title}>
                <p className="mb-4">
                    <Status status={data.status} />
                </p>
                <Facts visit={data} />
            </section>
            <Actions visit={data} />
            <p className="no-print mt-8">
                <Link to="/appointments" className="link inline-block py-1">
                    {words.appointments.title}
                </Link>
            </p>
        </Page>
    )
}

export const VisitPage = () => <Visit is_new={false} />
export const BookedPage = () => <Visit is_new />
