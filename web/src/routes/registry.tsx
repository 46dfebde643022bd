// The register of patients, the same pages within the desk and within the administration. Whom somebody searches for is not in an
// address; by which filters is.
import { lazyRouteComponent, type SearchSchemaInput } from '@tanstack/react-router'
import type { RegistryFilters } from '../api/registry'
import { type Given, one_of, text } from './base'

const age = (value: unknown) => {
    const found = text(value, /^\d{1,3}$/)
    return found === undefined ? undefined : Number(found)
}
const flag = (value: unknown) => one_of(String(value), ['true', 'false'])

export const filters_of = (given: Given & SearchSchemaInput): RegistryFilters => ({
    city: text(given.city),
    gender: one_of(given.gender, ['female', 'male', 'other', 'unknown']),
    insurer: text(given.insurer),
    age_min: age(given.age_min),
    age_max: age(given.age_max),
    active: flag(given.active),
    sort: one_of(given.sort, ['name', 'newest']),
})
export const registry = {
    list: lazyRouteComponent(() => import('../pages/registry/list')),
    statistics: lazyRouteComponent(() => import('../pages/registry/statistics')),
    create: lazyRouteComponent(() => import('../pages/registry/new')),
    one: lazyRouteComponent(() => import('../pages/registry/patient')),
    merge: lazyRouteComponent(() => import('../pages/registry/merge')),
}
