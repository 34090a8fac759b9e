/** Moves the focus once React has drawn the change: with the next frame, or one of the few behind it. */
export function focusSoon(find: () => Element | null | undefined, frames = 10): void {
  requestAnimationFrame(() => {
    const element = find();
    if (element instanceof HTMLElement) element.focus();
    else if (frames > 1) focusSoon(find, frames - 1);
  });
}
