// A table that comes by pages: from waiting for the first to asking for the next.
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useEditingWords } from '../i18n/editing'
import { Failure } from './form'
import { Loading, More } from './parts'
import { type Column, Empty, Table } from './staff'

type Query<Row> = UseInfiniteQueryResult<InfiniteData<{ data: Row[] }>>

export const rows_of = <Row,>({ data }: Query<Row>) => data?.pages.flatMap((page) => page.data) ?? []

// `none` is said when it is empty, then `children`: where to go from there.
export function PagedTable<Row extends { id: string }>({
    query,
    caption,
    columns,
    id = (row) => row.id,
    none,
    more,
    children,
}: {
    query: Query<Row>
    caption: string
    columns: Column<Row>[]
    id?: (row: Row) => string
    none?: string
    more?: string
    children?: ReactNode
}) {
    const own = useEditingWords()
    const rows = rows_of(query)
    return (
        <>
            {query.isPending && <Loading height="h-64" rows={1} />}
            {query.error && <Failure error={query.error} retry={query.refetch} />}
            {query.data && rows.length === 0 && none && <Empty title={none}>{children}</Empty>}
            {rows.length > 0 && (
                <div className="mt-4">
                    <Table caption={caption} rows={rows} id={id} columns={columns} />
                </div>
            )}
            <More query={query}>{more ?? own.more}</More>
        </>
    )
}
