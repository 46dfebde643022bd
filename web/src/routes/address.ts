// How an address is read.
import type { SearchSchemaInput } from '@tanstack/react-router'

export type Given = Record<string, unknown>
// What an address says, as far as it is text of the expected form. The router keeps what a route does not name, so each names all
// that it reads, also what is not there.
export const text = (value: unknown, form = /^.{1,100}$/) =>
    (typeof value === 'string' || typeof value === 'number') && form.test(String(value))
        ? String(value)
        : undefined
export const one_of = <T extends string | number>(value: unknown, choices: readonly T[]) =>
    choices.find((choice) => choice === value)
export const date = (value: unknown) => text(value, /^\d{4}-\d\d-\d\d$/)
export const instant = (value: unknown) => text(value, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
export const id = (value: unknown) => text(value, /^[0-9a-f-]{36}$/)
// What the access log calls actions and resources, and the events of webhooks.
export const log_form = /^[a-z -]{1,100}$/
export const event_form = /^(\*|[a-z]+\.(\*|[a-z_]+))$/
// A place of this application, never of another host.
export const place = (value: unknown) => text(value, /^\/(?![/\\])[^\s]{0,300}$/)

// What of an address is read: each member by its reader. Names all of them, also those that are not there.
type Readers = Record<string, (value: unknown) => unknown>
type Read<R extends Readers> = { [K in keyof R]?: Exclude<ReturnType<R[K]>, undefined> }
export const search =
    <R extends Readers>(readers: R) =>
    (given: Given & SearchSchemaInput) =>
        Object.fromEntries(
            Object.entries(readers).map(([name, reader]) => [name, reader(given[name])]),
        ) as Read<R>
export const choice =
    <T extends string | number>(...choices: T[]) =>
    (value: unknown) =>
        one_of(value, choices)
export const matching = (form: RegExp) => (value: unknown) => text(value, form)
