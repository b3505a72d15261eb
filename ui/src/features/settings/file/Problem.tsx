import { Button } from "antd";
import { useWrite, wordsFor } from "../../../api";
import type { SettingsView } from "../../../bindings/SettingsView";
import { Ago, Facts, StatusWord, toast, visible } from "../../../components";
import { m } from "../../../messages/messages.js";
import styles from "./file.module.css";

/** The file cannot be used: which line it is, and the last one that worked. */
export function Problem({ view }: { view: SettingsView }) {
  const write = useWrite("settings_back");
  const { problem, last_good: good } = view;
  if (!problem) return null;
  const back = () =>
    write.mutate(
      { version: view.version, to: "last_good" },
      {
        onSuccess: () => toast.ok(m.file_went_back()),
        onError: (error) => toast.failure(wordsFor(error)),
      },
    );
  return (
    <div className={styles.problem} role="alert" data-testid="file-problem" data-line={problem.line}>
      <StatusWord tone="bad" plain>
        {m.file_problem_title({ line: problem.line })}
      </StatusWord>
      <p>{m.file_problem_means()}</p>
      <Facts
        facts={[
          [m.file_problem_key(), problem.key && <code>{visible(problem.key)}</code>],
          [m.file_problem_line(), problem.text && <code>{visible(problem.text)}</code>],
          [m.file_problem_said(), visible(problem.detail)],
        ]}
      />
      {good && (
        <>
          <p>
            {m.file_last_good_at()} <Ago at={good.kept_at} />
          </p>
          <details>
            <summary>{m.file_last_good_show()}</summary>
            <pre>{good.text.split("\n").map(visible).join("\n")}</pre>
          </details>
          <Button type="primary" onClick={back} loading={write.isPending} data-testid="last-good">
            {m.file_last_good()}
          </Button>
        </>
      )}
    </div>
  );
}
