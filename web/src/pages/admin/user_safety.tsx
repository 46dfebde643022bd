// What keeps an account safe, and ends what is not: its state, second factor and sessions.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { sessions_of, type User, user as user_query } from '../../api/admin'
import type { Schemas } from '../../api/client'
import { api } from '../../api/client'
import { moment } from '../../format'
import { useAdminWords } from '../../i18n/admin_people'
import { toast } from '../../state/toasts'
import { Confirm, Section } from '../../ui/editing'
import { Failure } from '../../ui/form'
import { Button, Loading } from '../../ui/parts'
import { Table } from '../../ui/staff'

interface Question {
    title: string
    action: string
    text: string
    done: string
    look?: 'primary'
    run: () => Promise<unknown>
}

// Asks, does it, tells, and reads the account again, also when it was refused.
function useQuestions(user: User, in_words: (problem: unknown) => unknown) {
    const cache = useQueryClient()
    const [question, ask] = useState<Question>()
    const run = async () => {
        if (!question) return
        try {
            await question.run()
        } catch (problem) {
            throw in_words(problem)
        } finally {
            await cache.invalidateQueries({ queryKey: user_query(user.id).queryKey })
            void cache.invalidateQueries({ queryKey: sessions_of(user.id).queryKey })
            void cache.invalidateQueries({ queryKey: ['mine', 'users'] })
        }
        toast(question.done)
        ask(undefined)
    }
    const box: ReactNode = question && (
        <Confirm
            title={question.title}
            action={question.action}
            look={question.look}
            close={() => ask(undefined)}
            run={run}
        >
            <p>{question.text}</p>
        </Confirm>
    )
    return { ask, box }
}

function Sessions({ rows, end }: { rows: Schemas['SessionView'][]; end: (id: string) => void }) {
    const words = useAdminWords().sessions
    return (
        <Table
            caption={words.title}
            rows={rows}
            id={(row) => row.id}
            columns={[
                {
                    head: words.device,
                    names: true,
                    cell: (row) => (
                        <span className="block max-w-72 break-words">{row.user_agent ?? '–'}</span>
                    ),
                },
                { head: words.address, short: true, cell: (row) => row.address },
                { head: words.since, short: true, cell: (row) => moment(row.created_at) },
                { head: words.used, short: true, cell: (row) => moment(row.last_used_at) },
                {
                    head: words.end,
                    cell: (row) =>
                        row.current ? (
                            <em>{words.current}</em>
                        ) : (
                            <Button look="secondary" onClick={() => end(row.id)}>
                                {words.end}
                            </Button>
                        ),
                },
            ]}
        />
    )
}

export function Keys({
    user,
    is_own,
    in_words,
}: {
    user: User
    is_own: boolean
    in_words: (problem: unknown) => unknown
}) {
    const words = useAdminWords()
    const { ask, box } = useQuestions(user, in_words)
    const sessions = useQuery(sessions_of(user.id))
    const path = { id: user.id }
    const is_active = user.status === 'active'
    const state: Question = is_active
        ? { ...words.disable, run: () => api.delete('/users/{id}', { path, version: user.version }) }
        : {
              title: words.disable.enable_title,
              text: words.disable.enable_text,
              action: words.disable.enable,
              done: words.disable.enabled,
              look: 'primary',
              run: () =>
                  api.patch('/users/{id}', { path, body: { status: 'active' }, version: user.version }),
          }
    const without_factor: Question = {
        ...words.factor,
        run: () => api.delete('/users/{id}/second-factor', { path }),
    }
    const everywhere: Question = {
        title: words.sessions.all_title,
        text: words.sessions.all_text,
        action: words.sessions.all,
        done: words.sessions.all_done,
        run: () => api.delete('/users/{id}/sessions', { path }),
    }
    const end = (session_id: string) =>
        ask({
            title: words.sessions.end_title,
            text: words.sessions.end_text,
            action: words.sessions.end,
            done: words.sessions.ended,
            run: () => api.delete('/users/{id}/sessions/{session_id}', { path: { id: user.id, session_id } }),
        })
    const has_sessions = Boolean(sessions.data?.length)
    return (
        <>
            <Section
                title={words.sessions.title}
                actions={
                    has_sessions &&
                    !is_own && (
                        <Button look="warning" onClick={() => ask(everywhere)}>
                            {words.sessions.all}
                        </Button>
                    )
                }
            >
                {sessions.isPending && <Loading rows={1} />}
                {sessions.error && <Failure error={sessions.error} retry={sessions.refetch} />}
                {sessions.data && !has_sessions && <p>{words.sessions.none}</p>}
                {sessions.data && has_sessions && <Sessions rows={sessions.data} end={end} />}
            </Section>
            {!is_own && (
                <div className="mt-6 flex flex-wrap gap-3">
                    {user.second_factor && (
                        <Button look="warning" onClick={() => ask(without_factor)}>
                            {words.factor.action}
                        </Button>
                    )}
                    <Button look={is_active ? 'warning' : 'secondary'} onClick={() => ask(state)}>
                        {state.action}
                    </Button>
                </div>
            )}
            {box}
        </>
    )
}
