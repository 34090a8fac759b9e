/** A sentence of Core's in which commands stand between backticks, as the terminal shows it: here they are code. */
export function WithCode({ text }: { text: string }) {
  return text
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 1 ? <Command key={`${index}:${part}`} text={part} /> : part));
}

/** On one line, where there is room for it. */
const Command = ({ text }: { text: string }) => <code className="inline-block max-w-full break-words">{text}</code>;
