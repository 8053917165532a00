export { HostContext, useHost } from './context';
export { asApiError, type Args, type Host, type Name, type Result } from './host';
