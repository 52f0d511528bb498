import type { Rng } from "../tensor/rng.js";

/** The nine tags of the BIO scheme with four kinds of name: B- begins one, I- continues it, O is outside. */
export const BIO_TAGS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG", "B-MISC", "I-MISC"] as const;

/** One of the nine tags. */
export type BioTag = (typeof BIO_TAGS)[number];

/** Words and their tags, one each. */
export type TaggedSentence = { readonly words: readonly string[]; readonly tags: readonly BioTag[] };

type Kind = "PER" | "LOC" | "ORG" | "MISC";

/** Each is a person's name, a place, a firm and more: alone it says nothing about its tag. */
const NAMES = ["Jordan", "Lincoln", "Florence", "Chelsea", "Sydney", "Austin", "Victoria", "Washington"];
const FIRST_NAMES = ["Ada", "Noor", "Tomas", "Mei"];
const FIRMS = ["Bank", "Motors", "Press"];
const THINGS = ["Cup", "Prize", "Treaty"];

/** Where the name stands first, only what follows tells its kind: the right context that a forward RNN never sees. */
const TEMPLATES: Readonly<Record<Kind, readonly string[]>> = {
  PER: ["@ smiled at the crowd", "@ married a doctor", "yesterday we met @", "the letter was signed by @"],
  LOC: ["@ lies beside a river", "@ has two airports", "yesterday we flew to @", "the road ends near @"],
  ORG: ["@ hired forty engineers", "@ raised its dividend", "yesterday we sued @", "the shares of @ fell"],
  MISC: ["@ begins in May", "@ was cancelled twice", "yesterday we watched the @", "the first @ was held here"],
};

/** How a name of each kind is written: sometimes alone, sometimes with a word that belongs to it. */
const WRITTEN: Readonly<Record<Kind, (name: string, rng: Rng) => string[]>> = {
  PER: (name, rng) => (rng.int(2) ? [name] : [rng.choice(FIRST_NAMES), name]),
  LOC: (name, rng) => (rng.int(2) ? [name] : [rng.choice(["New", "North"]), name]),
  ORG: (name, rng) => (rng.int(2) ? [name] : [name, rng.choice(FIRMS)]),
  MISC: (name, rng) => (rng.int(2) ? [name] : [name, rng.choice(THINGS)]),
};

/**
 * A generated sentence for the tagger of ch. 9, "Bidirectional RNNs": one or two clauses, each with a name.
 * The whole sentence always decides the tags; its beginning often does not ("Jordan … smiled" or "… lies beside").
 */
export function taggedSentence(rng: Rng): TaggedSentence {
  const words: string[] = [];
  const tags: BioTag[] = [];
  const clauses = 1 + rng.int(2);
  for (let clause = 0; clause < clauses; clause++) {
    if (clause > 0) {
      words.push("and");
      tags.push("O");
    }
    const kind = rng.choice<Kind>(["PER", "LOC", "ORG", "MISC"]);
    for (const word of rng.choice(TEMPLATES[kind]).split(" ")) {
      const name = word === "@" ? WRITTEN[kind](rng.choice(NAMES), rng) : [];
      words.push(...(word === "@" ? name : [word]));
      tags.push(...(word === "@" ? name.map((_, i): BioTag => `${i === 0 ? "B" : "I"}-${kind}`) : ["O" as const]));
    }
  }
  return { words, tags };
}
