// Pages of the account as one chunk: they share most of what they are made of, and each chunk more costs the first page its name.
export { default as AccessesPage } from './accesses'
export { default as NotificationsPage } from './notifications'
export { default as ProfilePage } from './profile'
export { default as RecordPage } from './record'
export { default as RelativesPage } from './relatives'
export { default as SecurityPage } from './security'
