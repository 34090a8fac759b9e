import { wordsOf } from "./words.ts";

/** A piece of what is known of an item; a word of a name tells more than one of a description. */
export interface WeightedText {
  text: string;
  weight: number;
}

interface Posting<T> {
  item: T;
  /** How often the word occurs, by weight. */
  weight: number;
}

/** Which words occur in which items. Built once for items that do not change. */
export interface SearchIndex<T> {
  readonly postings: ReadonlyMap<string, readonly Posting<T>[]>;
  /** The length of each item in words, by weight. */
  readonly lengths: ReadonlyMap<T, number>;
}

/** What a search is about: nothing outside counts, neither as a match nor for how rare a word is. */
export interface SearchScope<T> {
  has(item: T): boolean;
  readonly size: number;
  readonly averageLength: number;
}

/** A server may write a book into a description: what comes after this many words is not searched. */
const WORDS_PER_TEXT = 300;
const WORDS_PER_QUERY = 24;
/** The usual constants of BM25: how soon repeating a word stops to help, and how much a long text is held back. */
const K1 = 1.2;
const B = 0.75;

export function createSearchIndex<T>(
  items: Iterable<T>,
  textsOf: (item: T) => readonly WeightedText[],
): SearchIndex<T> {
  const postings = new Map<string, Posting<T>[]>();
  const lengths = new Map<T, number>();
  for (const item of items) {
    const weights = new Map<string, number>();
    let length = 0;
    for (const { text, weight } of textsOf(item)) {
      for (const word of wordsOf(text, WORDS_PER_TEXT)) {
        weights.set(word, (weights.get(word) ?? 0) + weight);
        length += weight;
      }
    }
    lengths.set(item, length);
    for (const [word, weight] of weights) {
      let list = postings.get(word);
      if (!list) postings.set(word, (list = []));
      list.push({ item, weight });
    }
  }
  return { postings, lengths };
}

/** In so many items, a word that most of them have tells next to nothing, and looking at all of them takes long. */
const MANY_ITEMS = 1_000;

/** How many items of the scope hold a word. */
const countOf = <T>(word: string, indexes: readonly SearchIndex<T>[], scope: SearchScope<T>): number => {
  let count = 0;
  for (const { postings } of indexes) for (const { item } of postings.get(word) ?? []) if (scope.has(item)) count++;
  return count;
};

/** The words of a query with how many items hold each; without those that nothing holds, or almost everything. */
function tellingWords<T>(query: string, indexes: readonly SearchIndex<T>[], scope: SearchScope<T>): [string, number][] {
  const counted = [...new Set(wordsOf(query, WORDS_PER_QUERY))]
    .map((word): [string, number] => [word, countOf(word, indexes, scope)])
    .filter(([, count]) => count > 0);
  if (scope.size < MANY_ITEMS) return counted;
  const telling = counted.filter(([, count]) => count <= scope.size / 2);
  return telling.length > 0 ? telling : counted;
}

/**
 * Items of the scope that hold at least one telling word of the query, by BM25. The order of the result is that of the
 * map's insertion; callers sort.
 */
export function scoreMatches<T>(
  query: string,
  indexes: readonly SearchIndex<T>[],
  scope: SearchScope<T>,
): ReadonlyMap<T, number> {
  const scores = new Map<T, number>();
  for (const [word, count] of tellingWords(query, indexes, scope)) {
    const rarity = Math.log(1 + (scope.size - count + 0.5) / (count + 0.5));
    for (const { postings, lengths } of indexes) {
      for (const { item, weight } of postings.get(word) ?? []) {
        if (!scope.has(item)) continue;
        const length = lengths.get(item) ?? 0;
        const held = K1 * (1 - B + (B * length) / Math.max(scope.averageLength, 1));
        scores.set(item, (scores.get(item) ?? 0) + (rarity * weight * (K1 + 1)) / (weight + held));
      }
    }
  }
  return scores;
}
