"use client";

import { type ReactNode, useId, useRef } from "react";
import { Button } from "./button.tsx";

export interface FileButtonProps {
  /** What the button says, and what the control is called. */
  children: string;
  /** As of an input: ".zip,application/zip". */
  accept?: string;
  onFile: (file: File) => void;
  icon?: ReactNode;
  disabled?: boolean;
  size?: "sm" | "md";
  /** Why a file is needed, or why the chosen one was not taken; under the button, in a row that wraps on a line of its own. */
  error?: string | null | undefined;
}

/** A button that opens the browser's choice of one file. The same file can be chosen again after it has changed. */
export function FileButton({ children, accept, onFile, icon, disabled, size = "md", error }: FileButtonProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept={accept}
        hidden
        aria-label={children}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file) onFile(file);
        }}
      />
      <Button
        size={size}
        icon={icon}
        disabled={disabled}
        // A button has no `aria-invalid`; forms that look for what is wrong find it by this.
        data-invalid={error ? "true" : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
        onClick={() => input.current?.click()}
      >
        {children}
      </Button>
      {error && (
        <p id={`${id}-error`} role="alert" className="w-full text-12 font-medium text-danger">
          {error}
        </p>
      )}
    </>
  );
}
