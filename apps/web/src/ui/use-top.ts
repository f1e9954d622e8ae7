import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** Where an element begins on the page, px: what stands above it may grow at any time. */
export function useTop<T extends HTMLElement>(): { ref: RefObject<T | null>; top: number } {
  const ref = useRef<T>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = (): void => {
      const box = ref.current?.getBoundingClientRect();
      if (box) setTop(Math.round(box.top + window.scrollY));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  return { ref, top };
}
