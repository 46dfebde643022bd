// Pages of the account about visits, as one chunk, like those in about.ts.
export { default as PayPage } from './pay'
export { PaymentsPage, ReceiptPage } from './payments'
export { default as ReviewPage } from './review'
export { default as ReviewsPage } from './reviews'
export { default as WaitlistPage } from './waitlist'
