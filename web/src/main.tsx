import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { areas } from './api/areas'
import { cache } from './api/cache'
import { session } from './api/session'
import './app.css'
import { router } from './router'

session.known().catch(() => undefined)

// What is shown here is asked for before anything is drawn; and its code before it is known who is here, unless it is not for whoever
// was here last.
const loaded = router.load().catch(console.error)
const allowed = Object.entries(areas).find(([name]) => location.pathname.split('/')[1] === name)?.[1]
if (!allowed || allowed.some((role) => role === session.last_role))
    for (const { options } of router.getMatchedRoutes(location.pathname)[0])
        void options.component?.preload?.()

// What has come already is drawn at once, and not after a frame without it.
const patience_ms = 200
Promise.race([loaded, new Promise((resolve) => setTimeout(resolve, patience_ms))]).then(() =>
    createRoot(document.getElementById('app') as HTMLElement).render(
        <StrictMode>
            <QueryClientProvider client={cache}>
                <RouterProvider router={router} />
            </QueryClientProvider>
        </StrictMode>,
    ),
)
