/** Which thumbnails there are ("Thumbnails" of the specification): a short list, so that nobody can fill the disk with sizes. */

export interface ThumbnailSize {
  readonly width: number;
  readonly height: number;
  /** `crop` fills the size, `scale` fits into it. */
  readonly method: "crop" | "scale";
}

const sizes: readonly ThumbnailSize[] = [
  { width: 32, height: 32, method: "crop" },
  { width: 96, height: 96, method: "crop" },
  { width: 320, height: 320, method: "crop" },
  { width: 320, height: 240, method: "scale" },
  { width: 640, height: 480, method: "scale" },
  { width: 800, height: 600, method: "scale" },
  { width: 1600, height: 1200, method: "scale" },
];

/** The smallest of the list that is as large as wanted; the largest when none is. */
export function sizeFor(wanted: ThumbnailSize): ThumbnailSize {
  const fitting = sizes.filter(({ method }) => method === wanted.method);
  return (
    fitting.find(({ width, height }) => width >= wanted.width && height >= wanted.height) ?? fitting.at(-1)!
  );
}
