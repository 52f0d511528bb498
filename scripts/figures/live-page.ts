/** Runs in a browser, bundled: a live figure on a page from the disk, where nothing can be fetched. */
import { liveFigures } from "../../lib/live/figures/index.js";
import { bringToLife } from "../../lib/live/view.js";

/** What live-data.js brings: the files of data/ in base64. */
declare const unrolledData: { readonly [name: string]: string };

/** Brings the figure to life that `liveHtml` made. */
export async function mount(figure: HTMLElement, plotlyUrl: string): Promise<void> {
  const live = liveFigures.find(({ slug }) => slug === figure.dataset.live)!;
  const read = async (name: string): Promise<Uint8Array> =>
    Uint8Array.from(atob(unrolledData[name]), (character) => character.charCodeAt(0));
  await bringToLife(figure, live, read, plotlyUrl);
}
