import { useEffect, type RefObject } from 'react';

/** While open: Escape, or a press outside the frame, closes. `byKey` = the focus has somewhere to go back to. */
export function useDismiss(
  frame: RefObject<HTMLElement | null>,
  isOpen: boolean,
  onDismiss: (byKey: boolean) => void,
): void {
  useEffect(() => {
    if (!isOpen) return;
    const outside = (event: PointerEvent): void => {
      if (event.target instanceof Node && !frame.current?.contains(event.target)) onDismiss(false);
    };
    const escape = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') onDismiss(true);
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('keydown', escape);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('keydown', escape);
    };
  }, [frame, isOpen, onDismiss]);
}
