// The pages of the register, as one chunk: whoever opens one of them opens the others next.
export { default as RegistryPage } from './list'
export { default as MergePage } from './merge'
export { default as NewPatientPage } from './new'
export { default as PatientPage } from './patient'
export { default as StatisticsPage } from './statistics'
