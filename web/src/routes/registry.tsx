// The register of patients, the same pages within the desk and within the administration. Whom somebody searches for is not in an
// address; by which filters is.
import { lazyRouteComponent } from '@tanstack/react-router'
import { choice, search, text } from './address'

const age = (value: unknown) => {
    const found = text(value, /^\d{1,3}$/)
    return found === undefined ? undefined : Number(found)
}
const line = (value: unknown) => text(value)

export const filters = search({
    city: line,
    gender: choice('female', 'male', 'other', 'unknown'),
    insurer: line,
    age_min: age,
    age_max: age,
    active: (value) => choice('true', 'false')(String(value)),
    sort: choice('name', 'newest'),
})
const pages = () => import('../pages/registry/all')
export const registry = {
    list: lazyRouteComponent(pages, 'RegistryPage'),
    statistics: lazyRouteComponent(pages, 'StatisticsPage'),
    create: lazyRouteComponent(pages, 'NewPatientPage'),
    one: lazyRouteComponent(pages, 'PatientPage'),
    merge: lazyRouteComponent(pages, 'MergePage'),
}
