// The doctors in service, by name, specialty and clinic; and those who are retired.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type Doctor, type DoctorFilters, doctors } from '../../api/admin'
import { clinics, specialties } from '../../api/queries'
import { language_name, moment, money } from '../../format'
import { useWords } from '../../i18n'
import { useCatalogueWords } from '../../i18n/admin_catalogue'
import { Field, Select, useForm } from '../../ui/form'
import { PagedTable } from '../../ui/list'
import { Badge, Button, ButtonLink } from '../../ui/parts'
import { type Column, StaffPage } from '../../ui/staff'

function Filters({ filters }: { filters: DoctorFilters }) {
    const words = useCatalogueWords().doctors
    const common = useWords()
    const navigate = useNavigate()
    const { data: places = [] } = useQuery(clinics())
    const { data: fields = [] } = useQuery(specialties())
    const form = useForm({
        q: filters.q ?? '',
        specialty: filters.specialty ?? '',
        clinic: filters.clinic ?? '',
        state: filters.state ?? ('' as string),
    })
    const is_retired = form.values.state === 'retired'
    const apply = () =>
        navigate({
            to: '/admin/doctors',
            search: is_retired
                ? { state: 'retired' }
                : Object.fromEntries(Object.entries(form.values).filter(([, value]) => value.trim())),
        })
    return (
        <form
            className="my-4 flex flex-wrap items-end gap-3"
            onSubmit={(event) => {
                event.preventDefault()
                void apply()
            }}
        >
            <Select {...form.bind('state')} label={words.state}>
                <option value="">{words.in_service}</option>
                <option value="retired">{words.retired}</option>
            </Select>
            {!is_retired && (
                <>
                    <Field
                        {...form.bind('q')}
                        label={words.search}
                        type="search"
                        minLength={2}
                        maxLength={100}
                    />
                    <Select {...form.bind('specialty')} label={words.specialty}>
                        <option value="">{words.any}</option>
                        {fields.map(({ code, name }) => (
                            <option key={code} value={code}>
                                {common.names[code] ?? name}
                            </option>
                        ))}
                    </Select>
                    <Select {...form.bind('clinic')} label={words.clinic}>
                        <option value="">{words.any}</option>
                        {places.map(({ id, name }) => (
                            <option key={id} value={id}>
                                {name}
                            </option>
                        ))}
                    </Select>
                </>
            )}
            <Button type="submit">{words.apply}</Button>
        </form>
    )
}

function useColumns(): Column<Doctor>[] {
    const words = useCatalogueWords().doctors
    const common = useWords()
    return [
        {
            head: words.name,
            names: true,
            cell: (row) => (
                <Link to="/admin/doctors/$id" params={{ id: row.id }} className="link inline-block py-0.5">
                    {row.name}
                </Link>
            ),
        },
        {
            head: words.specialty,
            cell: (row) => row.specialties.map(({ code, name }) => common.names[code] ?? name).join(', '),
        },
        { head: words.clinic, cell: (row) => row.clinic.name },
        { head: words.languages, cell: (row) => row.languages.map(language_name).join(', ') },
        {
            head: words.fields.price,
            numeric: true,
            cell: (row) => money(row.price_cents, row.currency),
        },
        {
            head: words.next,
            cell: (row) => {
                if (row.retired) return <Badge kind="soft">{words.retired}</Badge>
                if (!row.next_available) return words.no_next
                return `${moment(row.next_available, row.clinic.timezone)} (${common.zone(row.clinic.city)})`
            },
        },
    ]
}

export default function DoctorsPage() {
    const words = useCatalogueWords().doctors
    const filters: DoctorFilters = useSearch({ strict: false })
    const query = useInfiniteQuery(doctors(filters))
    return (
        <StaffPage title={words.title} actions={<ButtonLink to="/admin/doctors/new">{words.add}</ButtonLink>}>
            <Filters key={JSON.stringify(filters)} filters={filters} />
            <PagedTable
                query={query}
                caption={words.caption}
                columns={useColumns()}
                none={filters.state ? words.none_retired : words.none}
                more={words.more}
            >
                {!filters.state && <p className="mt-1">{words.none_hint}</p>}
            </PagedTable>
        </StaffPage>
    )
}
