// What is in force, and where to change it. Nothing can be changed here: settings are the operator's.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { settings } from '../../api/admin'
import type { Schemas } from '../../api/client'
import { useCatalogueWords } from '../../i18n/admin_catalogue'
import { Failure } from '../../ui/form'
import { Badge, Loading } from '../../ui/parts'
import { StaffPage, Table } from '../../ui/staff'

type Setting = Schemas['SettingView']

function useShown() {
    const words = useCatalogueWords().settings
    return ({ value }: Setting) => {
        const given = value as unknown
        if (given === null || given === undefined) return <span className="text-muted">{words.not_set}</span>
        if (typeof given === 'boolean') return given ? words.on : words.off
        if (Array.isArray(given)) return given.join(', ') || <span className="text-muted">{words.empty}</span>
        return <span className="break-all">{String(given)}</span>
    }
}

// "limits.loopback" -> "limits"
const group_of = (name: string) => name.split('.')[0] ?? name

function Group({ name, rows }: { name: string; rows: Setting[] }) {
    const words = useCatalogueWords().settings
    const shown = useShown()
    return (
        <section className="mt-6">
            <h2 className="mb-2 text-lg font-bold">{words.groups[name] ?? name}</h2>
            <Table
                caption={words.groups[name] ?? name}
                rows={rows}
                id={(row) => row.name}
                columns={[
                    {
                        head: words.setting,
                        names: true,
                        cell: (row) => <code className="break-all">{row.name}</code>,
                    },
                    { head: words.value, cell: shown },
                    {
                        head: words.origin,
                        cell: (row) =>
                            row.is_default ? (
                                <span className="text-muted">{words.standard}</span>
                            ) : (
                                <Badge kind="info">{words.changed}</Badge>
                            ),
                    },
                ]}
            />
        </section>
    )
}

function HowToChange() {
    const words = useCatalogueWords().settings
    const code = 'mt-1 block rounded-control bg-soft px-3 py-2 break-all whitespace-pre-wrap text-on-soft'
    return (
        <div className="card mt-4 space-y-2 p-4">
            <p>{words.intro}</p>
            <p>
                {words.how_file}
                <code className={code}>{'limits:\n  auth_per_minute: 60'}</code>
            </p>
            <p>
                {words.how_variable}
                <code className={code}>VENERA_LIMITS__AUTH_PER_MINUTE=60</code>
            </p>
            <p className="text-muted">{words.how_check}</p>
            <p>
                <Link to="/account/security" className="link inline-block py-0.5">
                    {words.own}
                </Link>
            </p>
        </div>
    )
}

export default function SettingsPage() {
    const words = useCatalogueWords().settings
    const { data, error, isPending, refetch } = useQuery(settings())
    const rows = data ?? []
    const groups = [...new Set(rows.map(({ name }) => group_of(name)))]
    return (
        <StaffPage title={words.title}>
            <HowToChange />
            {isPending && <Loading />}
            {error && <Failure error={error} retry={refetch} />}
            {groups.map((name) => (
                <Group key={name} name={name} rows={rows.filter((row) => group_of(row.name) === name)} />
            ))}
        </StaffPage>
    )
}
