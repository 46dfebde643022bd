import { useEffect, useState } from 'react'
import { server_now } from '../api/client'

// The server's time in milliseconds since 1970, as old as `every_ms` at the most: for what a page shows only from some moment on.
export function useNow(every_ms = 15_000): number {
    const [now, set_now] = useState(server_now)
    useEffect(() => {
        const timer = setInterval(() => set_now(server_now()), every_ms)
        return () => clearInterval(timer)
    }, [every_ms])
    return now
}
