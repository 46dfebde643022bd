// A question before something that cannot be taken back: what it is, what it means, yes and no.
import { type ReactNode, useEffect, useState } from 'react'
import { Failure } from './form'
import { Button, Dialog } from './parts'

export function Asked({
    open,
    close,
    title,
    text,
    yes,
    no,
    run,
    children,
}: {
    open: boolean
    close: () => void
    title: string
    text: ReactNode
    yes: string
    no: string
    run: () => Promise<unknown>
    children?: ReactNode
}) {
    const [pending, set_pending] = useState(false)
    const [error, set_error] = useState<unknown>()
    // biome-ignore lint/correctness/useExhaustiveDependencies: a question that is asked anew has not failed yet
    useEffect(() => set_error(undefined), [open])
    const go = async () => {
        set_pending(true)
        set_error(undefined)
        try {
            await run()
            close()
        } catch (problem) {
            set_error(problem)
        } finally {
            set_pending(false)
        }
    }
    return (
        <Dialog title={title} open={open} close={close}>
            <div className="mt-3 space-y-3">
                <p>{text}</p>
                {children}
            </div>
            {Boolean(error) && (
                <div className="mt-3">
                    <Failure error={error} />
                </div>
            )}
            <div className="mt-5 grid gap-3">
                <Button look="danger" pending={pending} onClick={go}>
                    {yes}
                </Button>
                <Button look="secondary" onClick={close}>
                    {no}
                </Button>
            </div>
        </Dialog>
    )
}
