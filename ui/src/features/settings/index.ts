export { KeysDialog } from './KeysDialog';
export { SettingsDialog } from './SettingsDialog';
