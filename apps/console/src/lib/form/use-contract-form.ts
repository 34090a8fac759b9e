"use client";

import { type RefObject, useEffect, useRef, useState } from "react";
import type { z } from "zod";
import { type FieldErrors, fieldErrors } from "./field-errors.ts";

export interface ContractForm<T> {
  formRef: RefObject<HTMLFormElement | null>;
  /** Sentence per field path ("launch.url"). */
  errors: FieldErrors;
  /** Checks what will be sent; on problems fills `errors`, moves focus to the first field and answers null. */
  check: (input: unknown) => T | null;
  /** For the form element: what Core refused was about the value that was sent, not about the one typed now. */
  onInput: (() => void) | undefined;
  /** Puts a refusal of Core beside a field, until something is typed. */
  refuse: (path: string, message: string) => void;
}

/** Checks a form with the schema that Core checks it with. */
export function useContractForm<S extends z.ZodType>(schema: S): ContractForm<z.output<S>> {
  const formRef = useRef<HTMLFormElement>(null);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [isRefusal, setRefusal] = useState(false);
  useEffect(() => {
    if (Object.keys(errors).length > 0) formRef.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [errors]);
  function forget() {
    setErrors({});
    setRefusal(false);
  }
  return {
    formRef,
    errors,
    check(input) {
      const parsed = schema.safeParse(input);
      setRefusal(false);
      setErrors(parsed.success ? {} : fieldErrors(parsed.error));
      return parsed.success ? parsed.data : null;
    },
    onInput: isRefusal ? forget : undefined,
    refuse(path, message) {
      setRefusal(true);
      setErrors({ [path]: message });
    },
  };
}
