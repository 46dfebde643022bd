// A plot and its table in one: each number stands beside its bar, so that nobody needs the other form.
import { useEditingWords } from '../i18n/editing'

export interface Bar {
    label: string
    count: number
}
export function Bars({
    title,
    heads,
    rows,
}: {
    title: string
    heads: [label: string, count: string, share: string]
    rows: Bar[]
}) {
    const own = useEditingWords()
    const total = rows.reduce((sum, { count }) => sum + count, 0)
    const most = Math.max(1, ...rows.map(({ count }) => count))
    const percent = (count: number) => `${total ? Math.round((100 * count) / total) : 0} %`
    return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <div className="card overflow-x-auto p-4" role="region" aria-label={title} tabIndex={0}>
            <table className="w-full border-collapse text-left">
                <caption className="pb-2 text-left text-lg font-bold">{title}</caption>
                <thead className="text-sm text-muted">
                    <tr>
                        <th scope="col" className="py-1 pr-3 font-medium">
                            {heads[0]}
                        </th>
                        <th scope="col" colSpan={2} className="py-1 pr-3 text-right font-medium">
                            {heads[1]}
                        </th>
                        <th scope="col" className="py-1 text-right font-medium">
                            {heads[2]}
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {rows.map(({ label, count }) => (
                        <tr key={label}>
                            <th scope="row" className="max-w-40 py-1 pr-3 font-normal">
                                {label}
                            </th>
                            <td className="w-1/2 min-w-16 py-1" aria-hidden="true">
                                <div
                                    className="h-4 rounded-sm bg-primary"
                                    style={{ width: `${(100 * count) / most}%` }}
                                />
                            </td>
                            <td className="py-1 pr-3 pl-3 text-right">{count}</td>
                            <td className="py-1 text-right whitespace-nowrap text-muted">{percent(count)}</td>
                        </tr>
                    ))}
                    {rows.length === 0 && (
                        <tr>
                            <td colSpan={4}>{own.none}</td>
                        </tr>
                    )}
                </tbody>
            </table>
        </div>
    )
}
