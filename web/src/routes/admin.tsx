// Administration.
import { frame } from './admin_frame'
import { operations } from './admin_operations'
import { admin_catalogue, admin_people } from './admin_people'

export const admin = frame.addChildren([...operations, ...admin_people, ...admin_catalogue])
