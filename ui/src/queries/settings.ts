import { useLocalStorage } from '@mantine/hooks';

/** Single-letter keys can be switched off. */
export function useLetterKeys() {
  return useLocalStorage({ key: 'assent.letters', defaultValue: true, getInitialValueInEffect: false });
}
