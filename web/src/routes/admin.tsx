// Administration.
import { frame } from './admin_frame'
import { operations } from './admin_operations'

export const admin = frame.addChildren([...operations])
