// Something that cannot be taken back: it says what will be, and asks.
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Failure } from '../../ui/form'
import { Button, Dialog } from '../../ui/parts'

export function Ask({
    title,
    action,
    back,
    open,
    close,
    run,
    children,
}: {
    title: string
    action: string
    back: string
    open: boolean
    close: () => void
    run: () => Promise<void>
    children: ReactNode
}) {
    const running = useMutation({ mutationFn: run, onSuccess: close })
    return (
        <Dialog title={title} open={open} close={close}>
            <p className="mt-3">{children}</p>
            {running.error && <Failure error={running.error} />}
            <div className="mt-5 grid gap-3">
                <Button look="danger" pending={running.isPending} onClick={() => running.mutate()}>
                    {action}
                </Button>
                <Button look="secondary" onClick={close}>
                    {back}
                </Button>
            </div>
        </Dialog>
    )
}
