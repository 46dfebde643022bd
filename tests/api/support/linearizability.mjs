// Whether what clients saw can have happened one operation after another (Wing and Gong's search as Lowe improved it).
// An operation is { call, end, act }: the times between which it took effect (end: Infinity when nobody knows whether it
// did, and then it need not have), and `act(state)`, the state after it, or undefined if it cannot happen in that state.

// What a doctor's day holds: visits by id with the version and the time that each occupies. Never changes: `with` and
// `without` make another one. `key` tells equal days.
export class Timeline {
    constructor(visits = new Map()) {
        this.visits = visits
    }
    with(id, version, occupied) {
        return new Timeline(new Map(this.visits).set(id, { version, occupied }))
    }
    without(id) {
        const visits = new Map(this.visits)
        visits.delete(id)
        return new Timeline(visits)
    }
    has(id, version) {
        return this.visits.get(id)?.version === version
    }
    // Whether nothing but `ignored` overlaps the half-open interval.
    is_free([from, to], ignored) {
        for (const [id, { occupied }] of this.visits) if (id !== ignored && occupied[0] < to && from < occupied[1]) return false
        return true
    }
    get key() {
        return (this.text ??= [...this.visits].map(([id, visit]) => `${id}@${visit.version}:${visit.occupied}`).sort().join(' '))
    }
}

// Two random words for each operation; those of a set are its words xor-ed.
function fingerprints(count) {
    return Array.from({ length: count }, () => [Math.floor(Math.random() * 2 ** 32), Math.floor(Math.random() * 2 ** 32)])
}

// The calls and ends in order of time as a list that operations can be lifted from and put back into.
function timeline_of(operations) {
    const moments = operations.flatMap((operation, index) => [
        { index, at: operation.call, is_call: true },
        ...(operation.end === Infinity ? [] : [{ index, at: operation.end, is_call: false }]),
    ])
    // At equal times calls come first: then the two operations count as concurrent.
    moments.sort((a, b) => a.at - b.at || Number(b.is_call) - Number(a.is_call))
    const head = {}
    let last = head
    const end_of = new Map()
    for (const moment of moments) {
        last.next = moment
        moment.previous = last
        last = moment
        if (!moment.is_call) end_of.set(moment.index, moment)
    }
    const take = (moment) => {
        moment.previous.next = moment.next
        if (moment.next) moment.next.previous = moment.previous
    }
    const put = (moment) => {
        moment.previous.next = moment
        if (moment.next) moment.next.previous = moment
    }
    return {
        head,
        lift(call) {
            take(call)
            if (end_of.has(call.index)) take(end_of.get(call.index))
        },
        put_back(call) {
            if (end_of.has(call.index)) put(end_of.get(call.index))
            put(call)
        },
    }
}

// { ok, nodes, stuck }: `stuck` is the operation that no order explained in the attempt that came furthest. A search of
// more than `limit` nodes is a failure too: { ok: false, exceeded: true }.
export function linearize(operations, initial, limit = 1_000_000) {
    const list = timeline_of(operations)
    const words = fingerprints(operations.length)
    const seen = new Set()
    const done = []
    let [a, b] = [0, 0]
    let open = operations.filter((operation) => operation.end !== Infinity).length
    let state = initial
    let nodes = 0
    let furthest = { depth: -1 }
    let moment = list.head.next
    const toggle = (index) => {
        a = (a ^ words[index][0]) >>> 0
        b = (b ^ words[index][1]) >>> 0
        return `${a} ${b}`
    }
    while (open > 0) {
        if (moment?.is_call) {
            if (++nodes > limit) return { ok: false, exceeded: true, nodes, stuck: furthest.stuck }
            const after = operations[moment.index].act(state)
            if (after !== undefined) {
                const key = `${toggle(moment.index)} ${after.key}`
                if (!seen.has(key)) {
                    seen.add(key)
                    done.push({ call: moment, state })
                    state = after
                    if (operations[moment.index].end !== Infinity) --open
                    list.lift(moment)
                    moment = list.head.next
                    continue
                }
                toggle(moment.index)
            }
            moment = moment.next
            continue
        }
        // An operation ended that has not happened yet: something before was chosen wrongly.
        if (moment && done.length > furthest.depth) furthest = { depth: done.length, stuck: { operation: operations[moment.index], state } }
        const last = done.pop()
        if (!last) return { ok: false, nodes, stuck: furthest.stuck }
        toggle(last.call.index)
        state = last.state
        if (operations[last.call.index].end !== Infinity) ++open
        list.put_back(last.call)
        moment = last.call.next
    }
    return { ok: true, nodes }
}
