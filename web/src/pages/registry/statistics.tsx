// How many patients there are, and who they are taken together.
import { useQuery } from '@tanstack/react-query'
import type { Schemas } from '../../api/client'
import { register_figures } from '../../api/registry'
import { moment, month_name } from '../../format'
import { useRegistryWords } from '../../i18n/registry'
import { Bars } from '../../ui/bars'
import { Failure } from '../../ui/form'
import { Loading } from '../../ui/parts'
import { StaffPage } from '../../ui/staff'

type Figures = Schemas['Statistics']
const parts = [
    'by_age_band',
    'by_gender',
    'by_city',
    'by_insurance_provider',
    'registrations_by_month',
] as const

function All({ figures }: { figures: Figures }) {
    const words = useRegistryWords()
    const { figures: own } = words
    const labels: Record<(typeof parts)[number], (label: string) => string> = {
        by_age_band: own.years,
        by_gender: (label) => words.gender[label] ?? label,
        by_city: (label) => label,
        by_insurance_provider: (label) => label,
        registrations_by_month: (label) => month_name(`${label}-01`),
    }
    return (
        <>
            <p className="mt-2 text-muted">{own.as_of(moment(figures.as_of))}</p>
            <dl className="my-4 flex flex-wrap gap-4">
                {(['total', 'active'] as const).map((name) => (
                    <div key={name} className="card min-w-40 p-4">
                        <dt className="text-muted">{own[name]}</dt>
                        <dd className="text-3xl font-bold">{figures[name]}</dd>
                    </div>
                ))}
            </dl>
            <div className="grid items-start gap-4 xl:grid-cols-2">
                {parts.map((part) => (
                    <Bars
                        key={part}
                        title={own[part]}
                        heads={[own.label, own.count, own.share]}
                        rows={figures[part].map(({ label, count }) => ({
                            label: label ? labels[part](label) : own.unknown,
                            count,
                        }))}
                    />
                ))}
            </div>
        </>
    )
}

export default function StatisticsPage() {
    const words = useRegistryWords()
    const { data, error, isPending, refetch } = useQuery(register_figures())
    return (
        <StaffPage title={words.figures.title}>
            {isPending && <Loading />}
            {error && <Failure error={error} retry={refetch} />}
            {data && <All figures={data} />}
        </StaffPage>
    )
}
