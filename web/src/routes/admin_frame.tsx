// What is around every page of administration.
import { createRoute } from '@tanstack/react-router'
import { for_people, frame_of } from './base'

export const frame = createRoute({ getParentRoute: () => for_people, path: '/admin', ...frame_of('admin') })
