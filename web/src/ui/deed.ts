// What a row of the access log says, in plain words.
import type { Schemas } from '../api/client'
import { usePeopleWords } from '../i18n/account_people'

type Access = Schemas['PatientAccess']
type Deed = 'looked' | 'changed' | 'made' | 'ended' | 'exported' | 'worked'

// By the first word of what the log calls it.
const deeds: Record<string, Deed> = {
    read: 'looked',
    list: 'looked',
    search: 'looked',
    find: 'looked',
    refresh: 'looked',
    get: 'looked',
    update: 'changed',
    change: 'changed',
    move: 'changed',
    set: 'changed',
    complete: 'changed',
    confirm: 'changed',
    check: 'changed',
    accept: 'changed',
    replace: 'changed',
    book: 'made',
    hold: 'made',
    create: 'made',
    write: 'made',
    declare: 'made',
    import: 'made',
    ask: 'made',
    register: 'made',
    pay: 'made',
    cancel: 'ended',
    end: 'ended',
    leave: 'ended',
    release: 'ended',
    withdraw: 'ended',
    revoke: 'ended',
    export: 'exported',
}
// What is named in the deed rather than as the thing.
const thing_of = ({ action, resource }: Access) =>
    action === 'read accesses' ? 'accesses' : resource.replaceAll(' ', '_')

export function useDeed() {
    const words = usePeopleWords().accesses
    return (one: Access) => {
        const [first = ''] = one.action.toLowerCase().split(/[^a-z]/)
        const deed = one.outcome === 'denied' ? 'refused' : (deeds[first] ?? 'worked')
        return {
            role: words.roles[one.actor_role] ?? one.actor_role,
            deed: `${words[deed]} ${words.things[thing_of(one)] ?? words.thing}`,
            purpose: words.purposes[one.purpose] ?? '',
        }
    }
}
