"use client";

import { useMemo, useRef } from "react";

const firstControl = ":is(input, select, textarea, button, a[href], [tabindex='0']):not([disabled], [type='hidden'])";

/** The control to come back to: the trigger of a menu, when its item (which is gone by then) opened the layer. */
export function returnTarget(active: Element | null): HTMLElement | null {
  const menu = active?.closest("[role=menu]");
  const trigger = menu ? document.getElementById(menu.getAttribute("aria-labelledby") ?? "") : active;
  return trigger instanceof HTMLElement && trigger !== document.body ? trigger : null;
}

/**
 * Focus of a modal layer that is opened by state instead of a trigger: into the body's first control (marked by
 * `data-layer-body`), and back to where the person was. What is gone by then gives the focus to the page's `<main>`.
 */
export function useLayerFocus() {
  const before = useRef<HTMLElement | null>(null);
  return useMemo(
    () => ({
      onOpenAutoFocus(event: Event) {
        before.current = returnTarget(document.activeElement);
        if (!(event.currentTarget instanceof HTMLElement)) return;
        event.preventDefault();
        const layer = event.currentTarget;
        const control = layer.querySelector<HTMLElement>(`[data-layer-body] ${firstControl}`);
        (control ?? layer).focus({ preventScroll: true });
      },
      onCloseAutoFocus(event: Event) {
        event.preventDefault();
        const target = before.current?.isConnected
          ? before.current
          : document.querySelector<HTMLElement>("main[tabindex]");
        target?.focus({ preventScroll: true });
      },
    }),
    [],
  );
}
