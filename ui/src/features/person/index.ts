export { PersonMenu } from './PersonMenu';
export { SwitchPassword } from './SwitchPassword';
export { useSwitch } from './useSwitch';
