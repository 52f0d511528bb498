export const repairedVersion: string;
export const repairs: readonly {
  name: string;
  why: string;
  edits: readonly { file: string; from: string; to: string }[];
}[];
