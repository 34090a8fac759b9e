"use client";

import { CircleCheck, Info, OctagonAlert, TriangleAlert, X } from "lucide-react";
import { Toast } from "radix-ui";
import { createContext, type ReactNode, use, useCallback, useMemo, useRef, useState } from "react";
import { textTone } from "../lib/tone.ts";
import { cn } from "../lib/cn.ts";
import { Button } from "./button.tsx";
import { IconButton } from "./icon-button.tsx";

export type ToastTone = "info" | "success" | "warning" | "danger";

export interface ToastOptions {
  title: ReactNode;
  description?: ReactNode;
  tone?: ToastTone;
  /** "Undo", most of the time. `hint` tells screen readers another way to the same ("Undo in the server's menu"). */
  action?: { label: string; hint?: string; onSelect: () => void };
  /** How long it stays; 6 s, 10 s with an action. Infinity keeps it until it is closed. */
  durationMs?: number;
}

export interface ToastApi {
  /** Shows a toast and returns its id. */
  show: (options: ToastOptions) => string;
  dismiss: (id: string) => void;
}

const ToastContext = createContext<ToastApi | null>(null);

/** The toasts of the application. Throws outside `<Toaster>`. */
export function useToast(): ToastApi {
  const api = use(ToastContext);
  if (!api) throw new Error("useToast needs a <Toaster> around it; put one at the root of the application.");
  return api;
}

const icons: Record<ToastTone, ReactNode> = {
  info: <Info aria-hidden />,
  success: <CircleCheck aria-hidden />,
  warning: <TriangleAlert aria-hidden />,
  danger: <OctagonAlert aria-hidden />,
};

/** Holds the application and its toasts: announced politely, F8 moves focus to them, hover keeps them. */
export function Toaster({ children, label = "Notification" }: { children?: ReactNode; label?: string }) {
  const [toasts, setToasts] = useState<readonly (ToastOptions & { id: string })[]>([]);
  const serial = useRef(0);
  const dismiss = useCallback((id: string) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const show = useCallback((options: ToastOptions) => {
    serial.current += 1;
    const id = String(serial.current);
    setToasts((all) => [...all.slice(-3), { ...options, id }]);
    return id;
  }, []);
  const api = useMemo(() => ({ show, dismiss }), [show, dismiss]);
  return (
    <ToastContext value={api}>
      <Toast.Provider label={label} swipeDirection="right">
        {children}
        {toasts.map((toast) => (
          <ToastItem key={toast.id} toast={toast} onClose={() => dismiss(toast.id)} />
        ))}
        {/* What lies beside the toasts and between them stays in reach of the mouse. */}
        <Toast.Viewport
          label="Notifications ({hotkey})"
          className="pointer-events-none fixed right-0 bottom-0 z-70 m-0 flex w-full max-w-100 list-none flex-col gap-2 p-4 focus-visible:-outline-offset-2"
        />
      </Toast.Provider>
    </ToastContext>
  );
}

function ToastItem({ toast, onClose }: { toast: ToastOptions; onClose: () => void }) {
  const tone = toast.tone ?? "info";
  return (
    <Toast.Root
      type={tone === "danger" ? "foreground" : "background"}
      duration={toast.durationMs ?? (toast.action ? 10_000 : 6_000)}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      className="pointer-events-auto flex animate-rise-in items-start gap-2.5 rounded border border-border bg-surface-1 py-2.5 pr-2 pl-3 text-13 text-text shadow-floating"
    >
      <span className={cn("mt-0.5 shrink-0 [&_svg]:size-4", textTone[tone])}>{icons[tone]}</span>
      <div className="min-w-0 flex-1">
        <Toast.Title className="font-medium">{toast.title}</Toast.Title>
        {toast.description && <Toast.Description className="text-text-muted">{toast.description}</Toast.Description>}
      </div>
      {toast.action && (
        <Toast.Action asChild altText={toast.action.hint ?? toast.action.label}>
          <Button size="sm" onClick={toast.action.onSelect}>
            {toast.action.label}
          </Button>
        </Toast.Action>
      )}
      <Toast.Close asChild>
        <IconButton label="Dismiss" size="sm" icon={<X aria-hidden />} className="-my-1 text-text-muted" />
      </Toast.Close>
    </Toast.Root>
  );
}
