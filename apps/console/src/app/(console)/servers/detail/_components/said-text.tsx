/** A text that a server gives to models, exactly as it stands there. */
export function SaidText({ title, text }: { title: string; text: string }) {
  return (
    <section aria-label={title}>
      <h3 className="font-medium">{title}</h3>
      {/* Reached by the keyboard, since it scrolls. */}
      <p className="mt-1 max-h-48 overflow-y-auto whitespace-pre-wrap break-words" tabIndex={0}>
        {text}
      </p>
    </section>
  );
}
