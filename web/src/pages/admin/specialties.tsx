// The catalogue of specialties, and their words in both languages.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { catalogue, type Specialty } from '../../api/admin'
import { api, Problem } from '../../api/client'
import { useCatalogueWords } from '../../i18n/admin_catalogue'
import { useEditingWords } from '../../i18n/editing'
import { toast } from '../../state/toasts'
import { Ask, Confirm, Conflict, useEditing, useNeeded } from '../../ui/editing'
import { Failure, Field, type Form, TextArea, useForm } from '../../ui/form'
import { Button, Loading } from '../../ui/parts'
import { StaffPage, Table } from '../../ui/staff'

const no_words = { code: '', name: '', description: '', name_es: '', description_es: '' }
type Words = typeof no_words
const words_of = (one: Specialty): Words => ({
    code: one.code,
    name: one.name,
    description: one.description ?? '',
    name_es: one.name_es ?? '',
    description_es: one.description_es ?? '',
})

// Patients' pages read the catalogue, too.
function useChanged() {
    const cache = useQueryClient()
    return () => {
        void cache.invalidateQueries({ queryKey: catalogue().queryKey })
        void cache.invalidateQueries({ queryKey: ['specialties'] })
    }
}

function WordFields({ form }: { form: Form<Words> }) {
    const { fields } = useCatalogueWords().specialties
    return (
        <>
            <Field {...form.bind('name')} label={fields.name} lang="en" maxLength={100} />
            <TextArea
                {...form.bind('description')}
                label={fields.description}
                lang="en"
                maxLength={500}
                optional
                rows={2}
            />
            <Field {...form.bind('name_es')} label={fields.name_es} lang="es" maxLength={100} optional />
            <TextArea
                {...form.bind('description_es')}
                label={fields.description_es}
                lang="es"
                maxLength={500}
                optional
                rows={2}
            />
        </>
    )
}

function Edit({ one, close }: { one: Specialty; close: () => void }) {
    const words = useCatalogueWords().specialties
    const own = useEditingWords()
    const needed = useNeeded()
    const changed = useChanged()
    const path = { code: one.code }
    const editing = useEditing(one, words_of, {
        send: async (change, _, version) => {
            const { name, description, name_es, description_es } = change
            const cleared = (text: string | undefined) =>
                text === undefined ? undefined : text.trim() || null
            const saved = await api.patch('/specialties/{code}', {
                path,
                version,
                body: {
                    name: name?.trim(),
                    description: cleared(description),
                    name_es: cleared(name_es),
                    description_es: cleared(description_es),
                },
            })
            changed()
            toast(own.saved)
            close()
            return saved
        },
        read: async () => {
            const newest = (await api.get('/specialties')).data.find(({ code }) => code === one.code)
            if (!newest) throw new Problem(404, {})
            return newest
        },
    })
    return (
        <Ask
            title={words.edit}
            action={words.save}
            look="primary"
            close={close}
            form={editing.form}
            labels={words.fields}
            check={(values) => needed(values, ['name'])}
            run={editing.send}
        >
            <Conflict theirs={editing.theirs} labels={words.fields} />
            <WordFields form={editing.form} />
        </Ask>
    )
}

function Add({ close }: { close: () => void }) {
    const words = useCatalogueWords().specialties
    const needed = useNeeded()
    const changed = useChanged()
    const form = useForm(no_words)
    const add = async () => {
        const { code, name, description, name_es, description_es } = form.values
        try {
            await api.post('/specialties', {
                body: {
                    code: code.trim(),
                    name: name.trim(),
                    description: description.trim() || undefined,
                    name_es: name_es.trim() || undefined,
                    description_es: description_es.trim() || undefined,
                },
            })
        } catch (problem) {
            if (problem instanceof Problem && problem.code === 'specialty_exists')
                throw new Problem(409, { errors: [{ pointer: '/code', detail: words.exists }] })
            throw problem
        }
        changed()
        toast(words.added)
        close()
    }
    return (
        <Ask
            title={words.add}
            action={words.add_action}
            look="primary"
            close={close}
            form={form}
            labels={words.fields}
            check={(values) => needed(values, ['code', 'name'])}
            run={add}
        >
            <Field
                {...form.bind('code')}
                label={words.fields.code}
                hint={words.code_hint}
                autoComplete="off"
            />
            <WordFields form={form} />
        </Ask>
    )
}

function Remove({ one, close }: { one: Specialty; close: () => void }) {
    const words = useCatalogueWords().specialties
    const changed = useChanged()
    const [in_use, set_in_use] = useState(false)
    const remove = async () => {
        try {
            await api.delete('/specialties/{code}', { path: { code: one.code } })
        } catch (problem) {
            if (problem instanceof Problem && problem.code === 'specialty_in_use') {
                set_in_use(true)
                throw new Problem(409, { detail: words.in_use })
            }
            throw problem
        }
        changed()
        toast(words.removed)
        close()
    }
    return (
        <Confirm title={words.remove_title(one.name)} action={words.remove} close={close} run={remove}>
            <p>{words.remove_text}</p>
            {in_use && (
                <Link to="/admin/doctors" search={{ specialty: one.code }} className="link inline-block py-1">
                    {words.see_doctors}
                </Link>
            )}
        </Confirm>
    )
}

type Asked = { what: 'add' } | { what: 'edit' | 'remove'; one: Specialty }

export default function SpecialtiesPage() {
    const words = useCatalogueWords().specialties
    const { data, error, isPending, refetch } = useQuery(catalogue())
    const [asked, ask] = useState<Asked>()
    const close = () => ask(undefined)
    return (
        <StaffPage
            title={words.title}
            actions={<Button onClick={() => ask({ what: 'add' })}>{words.add}</Button>}
        >
            <div className="mt-4">
                {isPending && <Loading rows={1} height="h-96" />}
                {error && <Failure error={error} retry={refetch} />}
                {data && (
                    <Table
                        caption={words.caption}
                        rows={data}
                        id={(row) => row.code}
                        columns={[
                            { head: words.fields.code, short: true, cell: (row) => row.code },
                            {
                                head: words.fields.name,
                                names: true,
                                cell: (row) => <Both name={row.name} text={row.description} />,
                            },
                            {
                                head: words.fields.name_es,
                                cell: (row) =>
                                    row.name_es && <Both name={row.name_es} text={row.description_es} />,
                            },
                            {
                                head: words.actions,
                                short: true,
                                cell: (row) => (
                                    <span className="flex gap-2">
                                        <Button
                                            look="secondary"
                                            onClick={() => ask({ what: 'edit', one: row })}
                                        >
                                            {words.edit_short}
                                            <span className="sr-only"> {row.name}</span>
                                        </Button>
                                        <Button
                                            look="warning"
                                            onClick={() => ask({ what: 'remove', one: row })}
                                        >
                                            {words.remove}
                                            <span className="sr-only"> {row.name}</span>
                                        </Button>
                                    </span>
                                ),
                            },
                        ]}
                    />
                )}
            </div>
            {asked?.what === 'add' && <Add close={close} />}
            {asked?.what === 'edit' && <Edit one={asked.one} close={close} />}
            {asked?.what === 'remove' && <Remove one={asked.one} close={close} />}
        </StaffPage>
    )
}

function Both({ name, text }: { name: string; text?: string | null }) {
    return (
        <span className="block min-w-44">
            {name}
            {text && <span className="block text-sm font-normal text-muted">{text}</span>}
        </span>
    )
}
