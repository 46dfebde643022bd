// What is around every page of reception.
import { createRoute } from '@tanstack/react-router'
import { for_people, frame_of } from './base'

export const frame = createRoute({ getParentRoute: () => for_people, path: '/desk', ...frame_of('desk') })
