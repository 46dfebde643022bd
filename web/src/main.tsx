import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { areas } from './api/areas'
import { at_rest, cache } from './api/cache'
import { session } from './api/session'
import './app.css'
import { words } from './i18n'
import { router } from './router'

session.known().catch(() => undefined)

// What is shown here is asked for before anything can be drawn, as half of the application is what draws; and its code before it is known
// who is here, unless it is not for whoever was here last.
const place = document.getElementById('app') as HTMLElement
const drawing = import('react-dom/client').then(({ createRoot }) => createRoot(place))
const read = router.load().then(at_rest, console.error)
const allowed = Object.entries(areas).find(([name]) => location.pathname.split('/')[1] === name)?.[1]
if (!allowed || allowed.some((role) => role === session.last_role))
    for (const { options } of router.getMatchedRoutes(location.pathname)[0])
        void options.component?.preload?.()

// What has come by then is drawn at once, and not after a frame without it.
const patience_ms = 300
const patience = new Promise((resolve) => setTimeout(resolve, patience_ms))
Promise.all([drawing, Promise.race([read, patience])]).then(
    ([root]) =>
        root.render(
            <StrictMode>
                <QueryClientProvider client={cache}>
                    <RouterProvider router={router} />
                </QueryClientProvider>
            </StrictMode>,
        ),
    () =>
        place.append(
            Object.assign(document.createElement('p'), {
                className: 'p-4',
                textContent: words().errors.broken.text,
            }),
        ),
)
