export { ChatPage } from './ChatPage';
export { focusComposer } from './focusComposer';
export { useTryIt } from './try-it';
