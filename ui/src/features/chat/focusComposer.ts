/** After the paint that brings the composer; with `text`, typed into it where it is empty. */
export function focusComposer(text = '') {
  requestAnimationFrame(() => {
    const box = document.querySelector<HTMLTextAreaElement>('textarea[data-composer]');
    box?.focus({ preventScroll: true });
    if (text === '' || !box || box.value !== '') return;
    // As typed, so that whoever holds the value hears of it.
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(box, text);
    box.dispatchEvent(new Event('input', { bubbles: true }));
  });
}
