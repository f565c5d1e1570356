/** The image library, loaded when the first picture is looked at: a hub that shows none does not carry it. */

/** Pixels of a picture, all frames of an animation together: a 50-megapixel photo is read, a bomb is not. */
export const mostPixels = 60_000_000;

/** Readers of the image library that may be used; all others stay shut, whatever a file looks like. */
const readers = ["Jpeg", "Png", "Nsgif", "Webp", "Heif"].flatMap((name) => [
  `VipsForeignLoad${name}File`,
  `VipsForeignLoad${name}Buffer`,
]);

async function load() {
  const { default: sharp } = await import("sharp");
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({ operation: readers });
  return sharp;
}

export type ImageLibrary = Awaited<ReturnType<typeof load>>;

let loading: Promise<ImageLibrary> | undefined;

export const imageLibrary = (): Promise<ImageLibrary> => (loading ??= load());

/** Pixels, as the picture's head says them; undefined when it cannot be read. */
export async function sizeOf(bytes: Buffer): Promise<{ width: number; height: number } | undefined> {
  const sharp = await imageLibrary();
  const { width, height } = await sharp(bytes, { limitInputPixels: mostPixels })
    .metadata()
    .catch(() => ({ width: undefined, height: undefined }));
  return width && height ? { width, height } : undefined;
}
