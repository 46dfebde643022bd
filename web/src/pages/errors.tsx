// Where there is nothing to show, why, and where to go from here.

import { Problem, Unreachable } from '../api/client'
import { useWords } from '../i18n'
import { Failure } from '../ui/form'
import { ButtonLink, Page } from '../ui/parts'

function Dead({ words: { title, text } }: { words: { title: string; text: string } }) {
    const words = useWords()
    return (
        <Page title={title} width="max-w-lg">
            <p className="mt-3 text-lg text-muted">{text}</p>
            <ButtonLink to="/" className="mt-6">
                {words.find.title}
            </ButtonLink>
        </Page>
    )
}

export const Missing = () => <Dead words={useWords().errors.missing} />
export const Forbidden = () => <Dead words={useWords().errors.forbidden} />
// The page `title`, whose subject could not be read.
export function Unread({ title, error, retry }: { title: string; error: unknown; retry: () => void }) {
    if (error instanceof Problem && error.status === 404) return <Missing />
    return (
        <Page title={title} width="max-w-lg">
            <Failure error={error} retry={retry} />
        </Page>
    )
}
export function Broken({ error }: { error: unknown }) {
    const { broken } = useWords().errors
    if (!(error instanceof Unreachable)) return <Dead words={broken} />
    return <Unread title={broken.title} error={error} retry={() => location.reload()} />
}
