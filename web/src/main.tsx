import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { cache } from './api/cache'
import { session } from './api/session'
import './app.css'
import { router } from './router'

session.known().catch(() => undefined)

createRoot(document.getElementById('app') as HTMLElement).render(
    <StrictMode>
        <QueryClientProvider client={cache}>
            <RouterProvider router={router} />
        </QueryClientProvider>
    </StrictMode>,
)
