import { cn } from "../lib/cn.ts";

/** The mark: a gate of two petals with a passage between them. Takes the colour of its text. */
export function LogoMark({ className, title }: { className?: string; title?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      className={cn("size-6 text-accent", className)}
      role={title ? "img" : undefined}
      aria-hidden={title ? undefined : true}
      aria-label={title}
    >
      <path
        d="M10.6 2.6C6.2 4.2 3.5 7.7 3.5 12s2.7 7.8 7.1 9.4c.3.1.5-.1.5-.4V3c0-.3-.2-.5-.5-.4Z"
        fill="currentColor"
      />
      <path
        d="M13.4 6.1c4.3.5 7.1 2.8 7.1 5.9s-2.8 5.4-7.1 5.9c-.3 0-.5-.2-.5-.5V6.6c0-.3.2-.5.5-.5Z"
        fill="currentColor"
        opacity="0.55"
      />
    </svg>
  );
}

/** Mark and word. */
export function Logo({ className }: { className?: string }) {
  return (
    <span className={cn("inline-flex items-center gap-2 text-16 font-semibold tracking-tight text-text", className)}>
      <LogoMark />
      Peta
    </span>
  );
}
