import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Unreachable } from './api/client'
import { session } from './api/session'
import './app.css'
import { router } from './router'

const queries = new QueryClient({
    defaultOptions: {
        queries: {
            retry: (failures, error) => error instanceof Unreachable && failures < 2,
            refetchOnWindowFocus: false,
        },
    },
})
void session.known()

createRoot(document.getElementById('app') as HTMLElement).render(
    <StrictMode>
        <QueryClientProvider client={queries}>
            <RouterProvider router={router} />
        </QueryClientProvider>
    </StrictMode>,
)
