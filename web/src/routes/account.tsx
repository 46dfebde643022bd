// What people have besides their visits: who they are, how their account is kept safe, for whom they act.
export const account_routes = [] as const
