import { Button } from "antd";
import { Component, type ReactNode } from "react";
import { wordsForFailure } from "../api";
import { FailureState } from "../components";
import { m } from "../messages/messages.js";

interface CrashProps {
  children: ReactNode;
}

/** A fault of the UI takes down what it happened in, and says so; the rest of the window keeps working. */
export class Crash extends Component<CrashProps, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override render() {
    if (!this.state.crashed) return this.props.children;
    const { what, means, next } = wordsForFailure({ code: "internal", params: {} });
    return (
      <div>
        <FailureState
          what={what}
          means={means}
          next={next}
          onRetry={() => this.setState({ crashed: false })}
        />
        <p style={{ textAlign: "center" }}>
          <Button type="link" onClick={() => location.reload()}>
            {m.layout_reload()}
          </Button>
        </p>
      </div>
    );
  }
}
