import { act, render, screen } from "@testing-library/react";
import { Component, type ReactNode } from "react";
import { expect, test, vi } from "vitest";
import { fetchParts, part } from "./part";

const at = async () => undefined;

function Words({ text }: { text: string }) {
  return <p>{text}</p>;
}

class Caught extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError() {
    return { failed: true };
  }
  override render() {
    return this.state.failed ? (
      <button type="button" onClick={() => this.setState({ failed: false })}>
        again
      </button>
    ) : (
      this.props.children
    );
  }
}

test("what was fetched in idle time is there with the first drawing", async () => {
  const load = vi.fn(async () => Words);
  const Piece = part(load, <i>coming</i>);
  await fetchParts(at);
  render(<Piece text="here" />);
  expect(screen.getByText("here")).toBeTruthy();
  expect(load).toHaveBeenCalledOnce();
});

test("what is shown before comes as soon as it can", async () => {
  const Piece = part(async () => Words, <i>coming</i>);
  await act(async () => void render(<Piece text="here" />));
  expect(await screen.findByText("here")).toBeTruthy();
  expect(screen.queryByText("coming")).toBeNull();
});

test("a part that does not come keeps no other from coming, and is asked for again", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const load = vi.fn(async () => Words);
  load.mockRejectedValueOnce(new Error("gone")).mockRejectedValueOnce(new Error("gone"));
  const Piece = part(load);
  const Other = part(async () => Words);
  await fetchParts(at);
  render(<Other text="other" />);
  expect(screen.getByText("other")).toBeTruthy();

  await act(
    async () =>
      void render(
        <Caught>
          <Piece text="here" />
        </Caught>,
      ),
  );
  const again = await screen.findByText("again");
  await act(async () => again.click());
  expect(await screen.findByText("here")).toBeTruthy();
  vi.restoreAllMocks();
});
