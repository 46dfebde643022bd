// Accounts: found by words, which stay out of the address, by role and by state.
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type User, users } from '../../api/admin'
import { useAdminWords } from '../../i18n/admin_people'
import { useEditingWords } from '../../i18n/editing'
import { Select, useForm } from '../../ui/form'
import { PagedTable } from '../../ui/list'
import { Badge, ButtonLink } from '../../ui/parts'
import { SearchBox, Sought, useSought } from '../../ui/search'
import { type Column, StaffPage } from '../../ui/staff'

type Filters = { role?: User['role']; status?: User['status'] }

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
    const navigate = useNavigate()
    const { role, status }: Filters = useSearch({ strict: false })
    const looking = useSought('users words')
    const filter = (change: Filters) =>
        void navigate({ to: '/admin/users', search: { role, status, ...change }, replace: true })
    const query = useInfiniteQuery(users({ role, status }, looking.sought))
    return (
        <StaffPage
            title={words.users.title}
            actions={<ButtonLink to="/admin/users/new">{words.users.add}</ButtonLink>}
        >
            <div className="my-4 flex flex-wrap items-end gap-3">
                <SearchBox
                    {...looking}
                    key={`words ${looking.sought}`}
                    label={words.users.search}
                    hint={words.users.search_hint}
                    action={words.users.action}
                    className="min-w-0 flex-1 basis-72"
                />
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
            <Sought {...looking} text={words.users.found} all={words.users.all} />
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
