import { ArgumentError, checkIndex, describe } from "../tensor/errors.js";

/** Padding, sentence start and end, and any word that was never seen: ids 0 to 3 where a vocabulary has them. */
export const SPECIAL_TOKENS = ["<pad>", "<start>", "<end>", "<unk>"] as const;

/** How a `Vocabulary` begins, and what it does with a token that it does not know. */
export type VocabularyOptions = {
  /** Whether `SPECIAL_TOKENS` come first (the default). A plain character model needs none of them. */
  readonly specials?: boolean;
  /** What `encode` makes of a token it does not know: an error (the default), or `<unk>`. */
  readonly unknown?: "error" | "<unk>";
};

/** Tokens and their ids. Ids follow the order of the tokens given; repeats count once. */
export class Vocabulary {
  /** The token of each id. */
  readonly tokens: readonly string[];
  private readonly ids: ReadonlyMap<string, number>;
  private readonly unknown: number | undefined;

  constructor(tokens: Iterable<string>, { specials = true, unknown = "error" }: VocabularyOptions = {}) {
    const all = new Set<string>(specials ? SPECIAL_TOKENS : []);
    for (const token of tokens) {
      if (typeof token !== "string")
        throw new ArgumentError(`Vocabulary: tokens must be strings, got ${describe(token)}`);
      all.add(token);
    }
    this.tokens = [...all];
    this.ids = new Map(this.tokens.map((token, id) => [token, id]));
    if (unknown === "<unk>") {
      this.unknown = this.idOf("<unk>");
    } else if (unknown !== "error") {
      throw new ArgumentError(`Vocabulary: unknown must be "error" or "<unk>", got ${describe(unknown)}`);
    }
  }

  /** The characters of a text in code-point order, by default without specials: V = 65 for a Shakespeare extract. */
  static ofCharacters(text: string, { specials = false, unknown }: VocabularyOptions = {}): Vocabulary {
    const characters = [...new Set(text)].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);
    return new Vocabulary(characters, { specials, unknown });
  }

  /** V. */
  get size(): number {
    return this.tokens.length;
  }

  /** The id of a token: `vocabulary.idOf("<end>")`. */
  idOf(token: string): number {
    const id = this.ids.get(token) ?? this.unknown;
    if (id === undefined) throw new ArgumentError(`Vocabulary: unknown token ${describe(token)}`);
    return id;
  }

  /** Ids of words, or of a string's characters. */
  encode(tokens: Iterable<string>): number[] {
    return Array.from(tokens, (token) => this.idOf(token));
  }

  /** Tokens of ids, as they stand. */
  decode(ids: Iterable<number>): string[] {
    return Array.from(ids, (id) => {
      checkIndex("Vocabulary.decode", "id", this.size, id);
      return this.tokens[id];
    });
  }

  /** The words of a sentence: up to `<end>`, without `<pad>` and `<start>`. */
  decodeSentence(ids: Iterable<number>): string[] {
    const tokens = this.decode(ids);
    const end = tokens.indexOf("<end>");
    return tokens.slice(0, end < 0 ? undefined : end).filter((token) => token !== "<pad>" && token !== "<start>");
  }
}
