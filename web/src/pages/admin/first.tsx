import { useWords } from '../../i18n'
import { Page } from '../../ui/parts'

export default function FirstPage() {
    const words = useWords()
    return <Page title={words.areas.admin}>{null}</Page>
}
