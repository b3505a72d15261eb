import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { FittedPhoto } from "../../bindings/FittedPhoto";
import { delivery, refusedPhoto, sessionPage } from "../../test/sessions";
import { type Answers, fails, stage } from "../../test/stage";
import { PhotoDialog, type PhotoWish } from "./PhotoDialog";
import { keptPhotos, likelyEvent, newestOf, places } from "./photos";

const fitted: FittedPhoto = {
  photo: 77,
  bytes: 3_000_000,
  width: 4032,
  height: 3024,
  sent_bytes: 488_210,
  sent_width: 1920,
  sent_height: 1440,
  sent_md5: "f".repeat(32),
  untouched: false,
};

const page = sessionPage({ deliveries: [refusedPhoto()] });

function show(answers: Answers = {}, wish: PhotoWish = {}, of = page) {
  const onClose = vi.fn();
  const shown = stage(<PhotoDialog page={of} wish={wish} onClose={onClose} />, {
    fit_photo: fitted,
    send_photo_again: { delivery: 4 },
    ...answers,
  });
  return { ...shown, onClose };
}

const choose = (file: File) =>
  fireEvent.change(screen.getByTestId("photo-file"), { target: { files: [file] } });
const picture = (name = "车.jpg", bytes = 4) => new File([new Uint8Array(bytes)], name);
const sent = (calls: { command: string; payload: unknown }[]) =>
  calls.filter(({ command }) => command === "send_photo_again").map(({ payload }) => payload);

describe("a photo for the city", () => {
  it("is looked at with the sizes of both before anything is sent, and then sent", async () => {
    const { calls } = show();
    choose(picture());
    expect((await screen.findByTestId("photo-original")).textContent).toContain("4032×3024");
    expect(screen.getByTestId("photo-fitted").textContent).toContain("488,210");
    expect(sent(calls)).toEqual([]);
    fireEvent.click(screen.getByTestId("photo-send"));
    await screen.findByTestId("photo-followed");
    expect(sent(calls)).toEqual([{ session: 11, event: "departure", photo: 77, seen: newestOf(page) }]);
  });

  it("goes where it was wanted: the end and the place of the delivery it was asked for", async () => {
    const { calls } = show({}, { event: "arrival", index: 2 });
    choose(picture());
    fireEvent.click(await screen.findByTestId("photo-send"));
    await screen.findByTestId("photo-followed");
    expect(sent(calls)).toEqual([
      { session: 11, event: "arrival", photo: 77, index: 2, seen: newestOf(page) },
    ]);
  });

  it("may be one that is here already, which is not fitted again", async () => {
    const { calls, count } = show();
    const [first] = screen.getAllByTestId("photo-kept");
    fireEvent.click(first as HTMLElement);
    fireEvent.click(await screen.findByTestId("photo-send"));
    await screen.findByTestId("photo-followed");
    expect(sent(calls)).toEqual([{ session: 11, event: "departure", photo: 40, seen: newestOf(page) }]);
    expect(count("fit_photo")).toBe(0);
  });

  it("begins at once with a file that was dropped on the page", async () => {
    show({}, { file: picture() });
    await screen.findByTestId("photo-look");
  });

  it("says why a file is refused, and takes the next one", async () => {
    const { answers } = show({ fit_photo: fails("photo_wrong", { why: "not_a_picture" }) });
    choose(picture("发票.jpg"));
    expect((await screen.findByRole("alert")).textContent).toContain("不是 JPEG、PNG、BMP 或 WebP");
    answers.fit_photo = fitted;
    choose(picture());
    await screen.findByTestId("photo-look");
  });

  it("does not even read what is too large", async () => {
    const { count } = show();
    choose(picture("大.jpg", 10_000_001));
    expect((await screen.findByRole("alert")).textContent).toContain("10,000,001");
    expect(count("fit_photo")).toBe(0);
  });

  it("is forgotten when it is stopped: an answer that comes later changes nothing", async () => {
    let answer: (value: FittedPhoto) => void = () => undefined;
    show({ fit_photo: () => new Promise<FittedPhoto>((resolve) => (answer = resolve)) });
    choose(picture());
    await waitFor(() => expect(screen.getByTestId("photo-again").dataset.step).toBe("fitting"));
    fireEvent.click(screen.getByTestId("photo-stop"));
    answer(fitted);
    await screen.findByTestId("photo-drop");
    expect(screen.queryByTestId("photo-look")).toBeNull();
  });

  it("offers every kind of picture that the program takes", () => {
    show();
    const accept = screen.getByTestId<HTMLInputElement>("photo-file").accept.split(",");
    for (const kind of ["image/jpeg", "image/png", "image/bmp", "image/webp", ".bmp", ".webp"])
      expect(accept).toContain(kind);
  });

  it("names who sent another one meanwhile, keeps this one, and sends it when it is still wanted", async () => {
    const meanwhile = { by: "李岗", at: 1_795_000_000_000, delivery: 9 };
    const { answers, calls } = show({ send_photo_again: fails("changed_meanwhile", meanwhile) });
    choose(picture());
    fireEvent.click(await screen.findByTestId("photo-send"));
    expect((await screen.findByRole("alert")).textContent).toContain("李岗");
    expect(screen.getByTestId("photo-look")).toBeTruthy();
    answers.send_photo_again = { delivery: 10 };
    fireEvent.click(screen.getByTestId("photo-send"));
    await screen.findByTestId("photo-followed");
    expect(sent(calls)).toMatchObject([{ seen: newestOf(page) }, { seen: 9 }]);
  });

  it("is taken back while nothing of it went out", async () => {
    const queued = delivery({ id: 4, kind: "departure_photo", state: "waiting", delivered_at: null });
    const item = { ...queued.item, asked_by: "admin", cancellable: true };
    const { calls } = show(
      { cancel_photos: { cancelled: 1, restored: 0, sent: 0, others: 0 } },
      {},
      sessionPage({ deliveries: [{ ...queued, item }] }),
    );
    choose(picture());
    fireEvent.click(await screen.findByTestId("photo-send"));
    fireEvent.click(await screen.findByTestId("cancel-photos"));
    await waitFor(() =>
      expect(calls.filter(({ command }) => command === "cancel_photos")).toMatchObject([
        { payload: { ids: [4] } },
      ]),
    );
  });

  it("stays on the screen when it could not be sent", async () => {
    show({ send_photo_again: fails("not_found", { what: "photo" }) });
    choose(picture());
    fireEvent.click(await screen.findByTestId("photo-send"));
    expect((await screen.findByRole("alert")).textContent).toContain("已经不在了");
    expect(screen.getByTestId("photo-look")).toBeTruthy();
  });
});

describe("places and ends", () => {
  it("are 1 and 2, 3 and 4, unless a car park counts otherwise", () => {
    expect(places(page, "arrival")).toEqual([1, 2]);
    expect(places(page, "departure")).toEqual([3, 4]);
    const other = sessionPage({ deliveries: [refusedPhoto({ img_index: 5 })] });
    expect(places(other, "departure")).toEqual([5, 6]);
  });

  it("are guessed from what the city lacks", () => {
    expect(likelyEvent(page)).toBe("departure");
    const lacking = delivery({ kind: "arrival_photo", state: "waiting", delivered_at: null });
    expect(likelyEvent(sessionPage({ deliveries: [lacking] }))).toBe("arrival");
    expect(likelyEvent(sessionPage({ departed_at: null }))).toBe("arrival");
  });

  it("hold every kept photo once", () => {
    const twice = sessionPage({ deliveries: [refusedPhoto(), refusedPhoto({ id: 9 })] });
    expect(keptPhotos(twice).map(({ id }) => id)).toEqual([40, 50]);
  });
});
