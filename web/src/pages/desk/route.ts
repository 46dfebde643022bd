import { getRouteApi } from '@tanstack/react-router'

export const route = Object.assign(getRouteApi('/people/desk/'), { fullPath: '/desk/' as const })
