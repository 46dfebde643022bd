// The register: found by words, which stay out of the address, and by filters, which are in it.
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type Patient, patients, patients_file, type RegistryFilters } from '../../api/registry'
import { useEditingWords } from '../../i18n/editing'
import { useRegistryWords } from '../../i18n/registry'
import { save_file } from '../../state/files'
import { toast } from '../../state/toasts'
import { Confirm } from '../../ui/editing'
import { Field, Select, useForm } from '../../ui/form'
import { PagedTable } from '../../ui/list'
import { Button, ButtonLink } from '../../ui/parts'
import { SearchBox, Sought, useSought } from '../../ui/search'
import { type Column, StaffPage } from '../../ui/staff'
import { full_name, PatientLink, PatientState, useBorn, useRegistry } from './base'

function Filters({ filters }: { filters: RegistryFilters }) {
    const words = useRegistryWords()
    const own = useEditingWords()
    const { base } = useRegistry()
    const navigate = useNavigate()
    const number = (value: number | undefined) => (value === undefined ? '' : String(value))
    const form = useForm({
        city: filters.city ?? '',
        gender: filters.gender ?? '',
        insurer: filters.insurer ?? '',
        age_min: number(filters.age_min),
        age_max: number(filters.age_max),
        active: filters.active ?? '',
        sort: filters.sort ?? '',
    } as Record<'city' | 'gender' | 'insurer' | 'age_min' | 'age_max' | 'active' | 'sort', string>)
    const apply = (values: typeof form.values) =>
        navigate({
            to: base,
            search: Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim())),
        })
    return (
        <details className="mt-4" open={Object.values(filters).some((one) => one !== undefined)}>
            <summary className="min-h-9 cursor-pointer py-1 font-semibold text-primary">
                {words.filter.title}
            </summary>
            <form
                className="card mt-2 p-4"
                onSubmit={(event) => {
                    event.preventDefault()
                    void apply(form.values)
                }}
            >
                <div className="grid gap-3 sm:grid-cols-3 xl:grid-cols-4">
                    <Field {...form.bind('city')} label={words.filter.city} maxLength={100} />
                    <Select {...form.bind('gender')} label={words.filter.gender}>
                        <option value="">{own.any}</option>
                        {Object.entries(words.gender).map(([value, text]) => (
                            <option key={value} value={value}>
                                {text}
                            </option>
                        ))}
                    </Select>
                    <Field {...form.bind('insurer')} label={words.filter.insurer} maxLength={100} />
                    <Field
                        {...form.bind('age_min')}
                        label={words.filter.age_min}
                        type="number"
                        min={0}
                        max={150}
                    />
                    <Field
                        {...form.bind('age_max')}
                        label={words.filter.age_max}
                        type="number"
                        min={0}
                        max={150}
                    />
                    <Select {...form.bind('active')} label={words.filter.active}>
                        <option value="">{own.any}</option>
                        {Object.entries(words.filter.states).map(([value, text]) => (
                            <option key={value} value={value}>
                                {text}
                            </option>
                        ))}
                    </Select>
                    <Select {...form.bind('sort')} label={words.filter.sort}>
                        <option value="">{words.filter.orders.newest}</option>
                        <option value="name">{words.filter.orders.name}</option>
                    </Select>
                </div>
                <div className="mt-4 flex flex-wrap gap-3">
                    <Button type="submit">{words.filter.apply}</Button>
                    <ButtonLink look="secondary" to={base} search={{}}>
                        {words.filter.clear}
                    </ButtonLink>
                </div>
            </form>
        </details>
    )
}

function Download({ filters }: { filters: RegistryFilters }) {
    const words = useRegistryWords()
    const [asked, ask] = useState(false)
    const download = async () => {
        const { file, count } = await patients_file(filters)
        save_file(file, words.csv.name)
        toast(words.csv.done(count))
        ask(false)
    }
    return (
        <>
            <Button look="secondary" onClick={() => ask(true)}>
                {words.csv.action}
            </Button>
            {asked && (
                <Confirm
                    title={words.csv.title}
                    action={words.csv.action}
                    look="primary"
                    close={() => ask(false)}
                    run={download}
                >
                    <p>{words.csv.hint}</p>
                </Confirm>
            )}
        </>
    )
}

function useColumns(): Column<Patient>[] {
    const words = useRegistryWords()
    const born = useBorn()
    return [
        {
            head: words.list.name,
            names: true,
            cell: (row) => <PatientLink id={row.id}>{full_name(row)}</PatientLink>,
        },
        { head: words.list.reference, short: true, cell: (row) => row.reference },
        { head: words.list.born, short: true, cell: (row) => born(row.birth_date) },
        { head: words.list.phone, short: true, cell: (row) => row.phone },
        { head: words.list.insurer, cell: (row) => row.insurance?.provider },
        { head: words.list.state, short: true, cell: (row) => <PatientState patient={row} /> },
    ]
}

export default function RegistryPage() {
    const words = useRegistryWords()
    const { base } = useRegistry()
    const filters: RegistryFilters = useSearch({ strict: false })
    const looking = useSought('register words')
    const query = useInfiniteQuery(patients(filters, looking.sought))
    return (
        <StaffPage
            title={words.title}
            actions={
                <>
                    <ButtonLink to={`${base}/new`}>{words.add}</ButtonLink>
                    <Link to={`${base}/statistics`} className="link flex items-center px-2">
                        {words.statistics}
                    </Link>
                </>
            }
        >
            <SearchBox
                {...looking}
                key={`words ${looking.sought}`}
                label={words.search.label}
                hint={words.search.hint}
                action={words.search.action}
                className="mt-4"
            />
            <Filters key={JSON.stringify(filters)} filters={filters} />
            <div className="my-4 flex flex-wrap items-center justify-between gap-3">
                <Sought {...looking} text={words.search.of} all={words.search.all} />
                <Download filters={filters} />
            </div>
            <PagedTable
                query={query}
                caption={words.list.caption}
                columns={useColumns()}
                none={words.list.none}
                more={words.list.more}
            >
                <p className="mt-1">{words.list.none_hint}</p>
                <ButtonLink to={`${base}/new`} className="mt-3">
                    {words.add}
                </ButtonLink>
            </PagedTable>
        </StaffPage>
    )
}
