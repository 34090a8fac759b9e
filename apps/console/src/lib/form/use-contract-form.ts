"use client";

import { type RefObject, useEffect, useRef, useState } from "react";
import type { z } from "zod";
import { type FieldErrors, fieldErrors, stillWrong } from "./field-errors.ts";

export interface ContractForm<T> {
  formRef: RefObject<HTMLFormElement | null>;
  /** Sentence per field path ("launch.url"). */
  errors: FieldErrors;
  /** The problems that no field of the form shows: for the end of the form, or pressing the button would do nothing. */
  unplaced: string | undefined;
  /** Checks what will be sent; on problems fills `errors`, moves focus to the first field and answers null. */
  check: (input: unknown) => T | null;
  /** For the form element: what Core refused was about the value that was sent, not about the one typed now. */
  onInput: (() => void) | undefined;
  /** Puts a refusal of Core beside a field, until something is typed. */
  refuse: (path: string, message: string) => void;
}

/**
 * Checks a form with the schema that Core checks it with.
 * @param current what is typed now: a problem then goes as soon as it is mended, not with the next check
 */
export function useContractForm<S extends z.ZodType>(schema: S, current?: unknown): ContractForm<z.output<S>> {
  const formRef = useRef<HTMLFormElement>(null);
  const [found, setFound] = useState<FieldErrors>({});
  const [isRefusal, setRefusal] = useState(false);
  const [hasField, setHasField] = useState(true);
  const hasFound = Object.keys(found).length > 0;
  const errors = hasFound && current !== undefined && !isRefusal ? stillWrong(found, schema, current) : found;
  useEffect(() => {
    if (Object.keys(found).length === 0) return;
    const first = formRef.current?.querySelector<HTMLElement>("[aria-invalid=true], [data-invalid]");
    first?.focus();
    setHasField(first !== null);
  }, [found]);
  function forget() {
    setFound({});
    setRefusal(false);
  }
  return {
    formRef,
    errors,
    unplaced: hasField ? undefined : sentencesOf(errors),
    check(input) {
      const parsed = schema.safeParse(input);
      setRefusal(false);
      setFound(parsed.success ? {} : fieldErrors(parsed.error));
      return parsed.success ? parsed.data : null;
    },
    onInput: isRefusal ? forget : undefined,
    refuse(path, message) {
      setRefusal(true);
      setFound({ [path]: message });
    },
  };
}

/** Each with the last word of its path, so that one knows what it is about: a name of a variable, for example. */
const sentencesOf = (errors: FieldErrors): string | undefined =>
  Object.entries(errors)
    .map(([path, message]) => [path.split(".").at(-1)?.slice(0, 40), message].filter(Boolean).join(": "))
    .join(" ") || undefined;
