// Accounts: found by words, which stay out of the address, by role and by state.
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type User, users } from '../../api/admin'
import { useAdminWords } from '../../i18n/admin_people'
import { useEditingWords } from '../../i18n/editing'
import { Field, Select, useForm } from '../../ui/form'
import { PagedTable } from '../../ui/list'
import { Badge, Button, ButtonLink } from '../../ui/parts'
import { type Column, StaffPage } from '../../ui/staff'

type Filters = { role?: User['role']; status?: User['status'] }
const words_key = ['mine', 'users words']

function SearchBox({ words: current, search }: { words: string; search: (words: string) => void }) {
    const words = useAdminWords().users
    const form = useForm({ q: current })
    return (
        <form
            role="search"
            className="flex min-w-0 flex-1 basis-72 flex-wrap items-end gap-3"
            onSubmit={(event) => {
                event.preventDefault()
                search(form.values.q.trim())
            }}
        >
            <div className="min-w-0 flex-1 basis-48">
                <Field
                    {...form.bind('q')}
                    label={words.search}
                    hint={words.search_hint}
                    type="search"
                    autoComplete="off"
                    maxLength={100}
                />
            </div>
            <Button type="submit">{words.action}</Button>
        </form>
    )
}

function Filter<T extends string>({
    label,
    value,
    choices,
    choose,
}: {
    label: string
    value: T | undefined
    choices: Record<T, string>
    choose: (value: T | undefined) => void
}) {
    const own = useEditingWords()
    const form = useForm({})
    return (
        <Select
            id={`${form.id}filter`}
            name={label}
            label={label}
            value={value ?? ''}
            onChange={(event) => choose((event.target.value || undefined) as T | undefined)}
        >
            <option value="">{own.any}</option>
            {(Object.entries(choices) as [T, string][]).map(([one, text]) => (
                <option key={one} value={one}>
                    {text}
                </option>
            ))}
        </Select>
    )
}

function useColumns(): Column<User>[] {
    const words = useAdminWords()
    return [
        {
            head: words.users.name,
            names: true,
            cell: (row) => (
                <Link to="/admin/users/$id" params={{ id: row.id }} className="link inline-block py-0.5">
                    {row.first_name} {row.last_name}
                </Link>
            ),
        },
        { head: words.users.email, cell: (row) => row.email },
        { head: words.users.role, cell: (row) => words.roles[row.role] },
        {
            head: words.users.state,
            short: true,
            cell: (row) => (
                <Badge kind={row.status === 'active' ? 'ok' : 'soft'}>{words.status[row.status]}</Badge>
            ),
        },
        { head: words.users.factor, cell: (row) => words.user.factor[String(row.second_factor)] },
    ]
}

export default function UsersPage() {
    const words = useAdminWords()
    const cache = useQueryClient()
    const navigate = useNavigate()
    const { role, status }: Filters = useSearch({ strict: false })
    const [sought, set_sought] = useState(() => cache.getQueryData<string>(words_key) ?? '')
    const search = (next: string) => {
        cache.setQueryData(words_key, next)
        set_sought(next)
    }
    const filter = (change: Filters) =>
        void navigate({ to: '/admin/users', search: { role, status, ...change }, replace: true })
    const query = useInfiniteQuery(users({ role, status }, sought))
    return (
        <StaffPage
            title={words.users.title}
            actions={<ButtonLink to="/admin/users/new">{words.users.add}</ButtonLink>}
        >
            <div className="my-4 flex flex-wrap items-end gap-3">
                <SearchBox key={`words ${sought}`} words={sought} search={search} />
                <Filter
                    label={words.users.role}
                    value={role}
                    choices={words.roles}
                    choose={(value) => filter({ role: value })}
                />
                <Filter
                    label={words.users.state}
                    value={status}
                    choices={words.status}
                    choose={(value) => filter({ status: value })}
                />
            </div>
            <p role="status" className={sought ? 'mb-3' : ''}>
                {sought && (
                    <>
                        {words.users.found(sought)}{' '}
                        <button
                            type="button"
                            className="link min-h-6 cursor-pointer"
                            onClick={() => search('')}
                        >
                            {words.users.all}
                        </button>
                    </>
                )}
            </p>
            <PagedTable
                query={query}
                caption={words.users.title}
                columns={useColumns()}
                none={words.users.none}
                more={words.users.more}
            >
                <p className="mt-1">{words.users.none_hint}</p>
            </PagedTable>
        </StaffPage>
    )
}
