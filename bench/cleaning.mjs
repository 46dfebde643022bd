// What must be ended or removed when the suite ends, however it ends. The last thing added goes first.
const pending = []

// Returns how to take it back.
export function at_end(clean) {
    pending.push(clean)
    return () => {
        const place = pending.indexOf(clean)
        if (place >= 0) pending.splice(place, 1)
    }
}

async function clean() {
    while (pending.length) {
        try {
            await pending.pop()()
        } catch (error) {
            console.error(`cleaning: ${error.message}`)
        }
    }
}

let cleaned
// Once, whoever asks first: the end of the run, its failure or a signal.
export const clean_up = () => (cleaned ??= clean())

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => clean_up().finally(() => process.exit(130)))
