// What the booth shows, as tests ask for it.

/** A plate as it is drawn: its letters with whatever stands between them. */
export function plateName(plate) {
  const letters = [...plate].map((letter) => letter.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(letters.join("\\W?"));
}

export function lane(page, number) {
  return page.locator(`[data-testid="lane-card"][data-lane="${number}"]`);
}

/** A plate drawn somewhere in `place`. */
export function plateIn(place, plate) {
  return place.getByRole("img", { name: plateName(plate) }).first();
}

export function feedRow(page, plate) {
  return page.getByTestId("feed-row").filter({ has: page.getByRole("img", { name: plateName(plate) }) }).first();
}

/** Whether a picture is there and was drawn. */
export function isDrawn(image) {
  return image.evaluate((one) => one.complete && one.naturalWidth > 0);
}

/** Waits until `question` is answered with something true. */
export async function until(question, what, patience = 30_000) {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await question();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
