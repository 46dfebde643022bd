// Where a doctor cannot begin yet, and what comes first.
import { usePracticeWords } from '../../i18n/practice'
import { ButtonLink } from '../../ui/parts'
import { Empty } from '../../ui/staff'

export const NoCalendar = () => <Empty title={usePracticeWords().no_calendar} />

export function NoHours() {
    const own = usePracticeWords()
    return (
        <Empty title={own.no_hours}>
            <ButtonLink to="/practice/hours" className="mt-4">
                {own.set_hours}
            </ButtonLink>
        </Empty>
    )
}
