// Lists by pages: each answer says what to ask the next one with.
export const paging = {
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: { next_cursor?: string | null }) => page.next_cursor ?? undefined,
}
