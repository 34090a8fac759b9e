/** A sentence of Core's in which commands stand between backticks, as the terminal shows it: here they are code. */
export function WithCode({ text }: { text: string }) {
  return text
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 1 ? <code key={`${index}:${part}`}>{part}</code> : part));
}
